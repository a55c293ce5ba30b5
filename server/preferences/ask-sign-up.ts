/** Takes a sign-up: it waits for its confirmation, and the mail for that leaves by the outbox in the same transaction. */
import { saidYes } from '../consent/index.ts';
import { linkLifeMs } from '../links/index.ts';
import { plus } from '../platform/clock/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import { newId, type SubscriberId } from '../platform/ids/index.ts';
import { confirmationMail, myLinkMail } from './mails.ts';
import type { PendingSignUp } from './pending-store.ts';
import type { AskedSignUp } from './read-sign-up.ts';
import type { Room } from './room.ts';

/** Where the form stood that the person filled in. */
interface SignUpForm {
  readonly language: Language;
  readonly statementVersion: number;
}

/**
 * Known and unknown addresses take the same way. Nobody is told that an address had its mails for today, or that its
 * owner reported us for spam: then nothing is sent.
 */
export async function askSignUp(room: Room, asked: AskedSignUp, form: SignUpForm): Promise<void> {
  const known = await room.subscribers.findByEmail(asked.email);
  const suppression = await room.consent.suppressionOf(asked.email);
  const mayMail = await room.limits.mayMail(asked.email);
  if (!mayMail || suppression?.reason === 'complained') return;
  if (known && !suppression && (await hasEverything(room, known.id, asked))) {
    const mail = await myLinkMail(room, known, 'already');
    return room.db.transaction((tx) => room.outbox.enqueue(mail, tx));
  }
  await room.consent.fixStatement(form.statementVersion);
  const pending = await asPending(room, asked, form);
  const mail = await confirmationMail(room, pending, asked.agreed);
  await room.db.transaction(async (tx) => {
    await room.pending.add(pending, tx);
    await room.outbox.enqueue(mail, tx);
  });
}

async function hasEverything(
  { consent, interests }: Room,
  id: SubscriberId,
  asked: AskedSignUp,
): Promise<boolean> {
  const standing = await consent.standing(id);
  const topics = (await interests.profile(id)).map(({ topic }) => topic);
  return (
    asked.agreed.every(({ purpose }) => saidYes(standing.get(purpose))) &&
    asked.topics.every((topic) => topics.includes(topic)) &&
    asked.post === null
  );
}

async function asPending({ clock }: Room, asked: AskedSignUp, form: SignUpForm): Promise<PendingSignUp> {
  const askedAt = clock();
  return {
    id: newId<SubscriberId>(),
    email: asked.email,
    firstName: asked.firstName,
    language: form.language,
    agreed: asked.agreed.map(({ purpose, wording }) => ({ purpose, wording: wording.hash })),
    topics: asked.topics,
    post: asked.post,
    form: 'sign-up',
    page: '/sign-up',
    recorded: null,
    statementVersion: form.statementVersion,
    askedAt,
    expiresAt: plus(askedAt, linkLifeMs.confirm),
  };
}
