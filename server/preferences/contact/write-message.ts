/** Takes a message from the contact form; who also wants the newsletter to stop gets that at once, or a link by mail. */
import { z } from 'zod';
import { optionalText } from '../../platform/http/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import { newId, type MessageId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { byThemselves, type How } from '../decisions.ts';
import { stopLinkMail } from './mails.ts';
import type { Message } from './messages-store.ts';
import type { Room } from '../room.ts';

/** What somebody writes: lines, but no other control characters. */
export const freeText = z
  .string()
  .default('')
  .transform((text) => text.replace(/\r\n?/g, '\n').trim())
  .pipe(
    z
      .string()
      .min(1, 'contact:form.textMissing')
      .max(5000, 'common:error.tooLong')
      .regex(/^(?:[^\p{Cc}]|[\n\t])*$/u, 'common:error.control'),
  );

export const messageForm = z.object({
  name: optionalText(60),
  text: freeText,
  stop: z.string().max(10).default(''),
  website: optionalText(500),
});
type MessageForm = z.infer<typeof messageForm>;

/** Evidence of a stop: how the message began. */
const evidenceLength = 1000;

/** From anybody: a stop waits for the link that is mailed to the address, and who writes sees no difference (SEC-5). */
export async function writeMessage(
  room: Room,
  email: string,
  form: MessageForm,
  language: Language,
): Promise<void> {
  const message = asMessage(room, email, form, language);
  const known = await room.subscribers.findByEmail(email);
  const suppression = await room.consent.suppressionOf(email);
  const mayMail = message.wantsStop && (await room.limits.mayMail(email));
  const mail =
    known && mayMail && suppression?.reason !== 'complained'
      ? await stopLinkMail(room, known, message)
      : null;
  await room.db.transaction(async (tx) => {
    await room.messages.add(message, tx);
    if (mail) await room.outbox.enqueue(mail, tx);
  });
}

/** From somebody who is logged in: a stop takes effect at once. Answers whether anything stopped. */
export async function writeMessageLoggedIn(
  room: Room,
  me: Subscriber,
  form: MessageForm,
  how: How,
): Promise<boolean> {
  const message = asMessage(room, me.email, form, how.language);
  await room.db.transaction((tx) => room.messages.add(message, tx));
  return message.wantsStop && (await stopByMessage(room, me, message, how));
}

/** Ends all newsletters, with the message as evidence; false where there was none to end. */
export async function stopByMessage(
  room: Room,
  { id }: Subscriber,
  message: Message,
  how: How,
): Promise<boolean> {
  const evidence = message.text.slice(0, evidenceLength);
  const asked = { ...byThemselves(how), channel: 'contact-form', form: 'contact', page: '/contact' } as const;
  const stopped = await room.consent.stopNewsletters(id, { ...asked, evidence });
  await room.messages.noteStopped(message.id, how.at);
  return stopped > 0;
}

function asMessage({ clock }: Room, email: string, form: MessageForm, language: Language): Message {
  const { name, text } = form;
  const rest = { at: clock(), wantsStop: form.stop === 'yes', stoppedAt: null, closed: null };
  return { id: newId<MessageId>(), email, name, text, language, ...rest };
}
