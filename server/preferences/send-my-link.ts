/** Mails the preference link to whoever asks for it; who asks learns nothing about the address (LINK-10, SEC-5). */
import { myLinkMail } from './mails.ts';
import type { Room } from './room.ts';

/** Sends the link when the address is known, had not too many mails today and did not report us for spam. */
export async function sendMyLink(room: Room, email: string): Promise<void> {
  const known = await room.subscribers.findByEmail(email);
  const suppression = await room.consent.suppressionOf(email);
  const mayMail = await room.limits.mayMail(email);
  if (!known || !mayMail || suppression?.reason === 'complained') return;
  const mail = await myLinkMail(room, known, 'asked');
  await room.db.transaction((tx) => room.outbox.enqueue(mail, tx));
}
