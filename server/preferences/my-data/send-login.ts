/** Mails a link that logs in, to an address that we know and to no other (LINK-9, LINK-10, LINK-11). */
import { linkLifeMs } from '../../links/index.ts';
import { plus } from '../../platform/clock/index.ts';
import { newId } from '../../platform/ids/index.ts';
import type { Room } from '../room.ts';
import type { MailedLogin } from './logins-store.ts';
import { loginMail } from './mails.ts';

/** Sends it when the address is known, had not too many mails today and did not report us for spam. */
export async function sendLogin(room: Room, email: string): Promise<void> {
  const known = await room.subscribers.findByEmail(email);
  const suppression = await room.consent.suppressionOf(email);
  const mayMail = await room.limits.mayMail(email);
  if (!known || !mayMail || suppression?.reason === 'complained') return;
  const expiresAt = plus(room.clock(), linkLifeMs.login);
  const login: MailedLogin = { id: newId(), subscriber: known.id, expiresAt };
  const mail = await loginMail(room, known, login);
  await room.db.transaction(async (tx) => {
    await room.logins.add(login, tx);
    await room.outbox.enqueue(mail, tx);
  });
}
