/** The mails around the contact form; what a stranger wrote is in none of them (see ../mails.ts). */
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { compose, type SingleMail } from '../mails.ts';
import type { Room } from '../room.ts';
import type { Message } from './messages-store.ts';

/** The link that stops the newsletters; it names the message and not the person. */
export function stopLinkMail(
  room: Room,
  { id, email, language }: Subscriber,
  message: Message,
): Promise<SingleMail> {
  return compose(room, 'stop-by-contact', email, id, language, {
    link: room.links.url('stop', { subscriber: message.id as string as SubscriberId }),
  });
}

/** What staff answer; their lines become paragraphs of plain text, and the question is not repeated. */
export async function answerMail(
  room: Room,
  { email, language, at }: Message,
  about: SubscriberId | null,
  answer: string,
): Promise<SingleMail> {
  const lines = answer.split('\n').filter((line) => line.trim() !== '');
  const mail = await compose(room, 'contact-answer', email, about, language, { lines, at });
  // A person wrote it (RFC 3834 §2).
  return { ...mail, automatic: false };
}
