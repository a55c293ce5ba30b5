/** Changes the e-mail address: asked for when logged in, and done by the link that is mailed to the new one (PRIV-2). */
import type { SuppressionReason } from '../../consent/index.ts';
import { linkLifeMs } from '../../links/index.ts';
import { plus } from '../../platform/clock/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { AddressKnown, type Subscriber } from '../../subscribers/index.ts';
import type { Room } from '../room.ts';
import type { AddressChange } from './address-changes-store.ts';
import { addressKnownMail, addressNoticeMail, confirmAddressMail } from './mails.ts';

/**
 * A notice goes to the old address, and to the new one a link, or where somebody has it already a mail that says so:
 * who asks sees no difference (SEC-5). `by` says who asks: the person, logged in, or staff for them.
 */
export async function askAddressChange(
  room: Room,
  me: Subscriber,
  email: string,
  by: 'self' | 'staff' = 'self',
): Promise<void> {
  const known = await room.subscribers.findByEmail(email);
  const suppression = await room.consent.suppressionOf(email);
  const mayMail = (await room.limits.mayMail(email)) && suppression?.reason !== 'complained';
  const expiresAt = plus(room.clock(), linkLifeMs['confirm-address']);
  const change: AddressChange = { id: newId(), subscriber: me.id, email, expiresAt };
  const notice = await addressNoticeMail(room, me, by);
  const answer = await (known ? addressKnownMail(room, known) : confirmAddressMail(room, me, change));
  await room.db.transaction(async (tx) => {
    await room.outbox.enqueue(notice, tx);
    if (mayMail) await room.outbox.enqueue(answer, tx);
    if (mayMail && !known) await room.addressChanges.add(change, tx);
  });
}

/** Makes the new address theirs, once; false where somebody else got it meanwhile. */
export async function changeAddress(room: Room, { subscriber, email }: AddressChange): Promise<boolean> {
  const { email: before } = await room.subscribers.get(subscriber);
  try {
    await room.db.transaction(async (tx) => {
      await room.subscribers.changeEmail(subscriber, email, tx);
      await room.subscribers.markActive(subscriber, 'preferences', room.clock(), tx);
      await room.addressChanges.erase(subscriber, tx);
      // Links that lie in the old mailbox open nothing any more.
      await room.logins.erase(subscriber, tx);
    });
  } catch (error) {
    if (error instanceof AddressKnown) return false;
    throw error;
  }
  await carrySuppression(room, before, email);
  return true;
}

// Another address is no new consent: who complained or opted out stays blocked. A mailbox that answers is not dead.
async function carrySuppression({ consent, clock }: Room, before: string, now: string): Promise<void> {
  const lasting: readonly (SuppressionReason | undefined)[] = ['complained', 'opted-out'];
  const reasons = await Promise.all([before, now].map((email) => consent.suppressionOf(email)));
  const reason = reasons.map((found) => found?.reason).find((found) => lasting.includes(found));
  await (reason ? consent.suppress(now, reason, clock()) : consent.liftSuppression(now));
}
