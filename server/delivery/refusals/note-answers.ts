/** Notes what servers answer about a person's address: refusals count and may block it, an acceptance ends the count (MAIL-9). */
import { dutchDay } from '../../platform/clock/index.ts';
import type { MailingId, SubscriberId } from '../../platform/ids/index.ts';
import { classifyRefusal, type RefusalStatus, statusOf } from '../../platform/mail/index.ts';
import type { Outcome } from '../batches/hand-over.ts';
import type { Room } from '../room.ts';
import { countRefusal } from './count-refusals.ts';

/** A mail to one person, and what became of it in the end. */
export interface AnsweredMail {
  readonly subscriber: SubscriberId;
  /** Where it was sent. */
  readonly email: string;
  /** With what it was refused, at once or after the last try; null where it was accepted. */
  readonly refused: RefusalStatus | null;
}

/** Notes what became of the mails of one window: one question for all that were accepted. */
export async function noteOutcomes(
  room: Room,
  mailing: MailingId,
  outcomes: readonly Outcome[],
): Promise<void> {
  room.pace.count(outcomes.map(({ change }) => change));
  const accepted = outcomes.filter(({ change }) => change.state === 'accepted');
  if (accepted.length > 0) await room.refusalCounts.remove(accepted.map(({ before }) => before.subscriber));
  let byPolicy = 0;
  for (const { before, change, email } of outcomes) {
    if (change.state !== 'refused' || !email) continue;
    const refused = statusOf(change.code ?? '');
    if (classifyRefusal(refused).effect === 'alert') byPolicy += 1;
    else await noteAnswer(room, { subscriber: before.subscriber, email, refused });
  }
  if (byPolicy > 0) await room.mailings.noteByPolicy(mailing, byPolicy, room.clock());
}

/**
 * Counts a refusal, or blocks the address where it is one too many; what says nothing of the address changes nothing.
 * An acceptance ends the count.
 */
export async function noteAnswer(room: Room, { subscriber, email, refused }: AnsweredMail): Promise<void> {
  const { db, clock, consent, refusalCounts } = room;
  if (!refused) return refusalCounts.remove([subscriber]);
  const { effect } = classifyRefusal(refused);
  if (effect === 'alert' || effect === 'nothing') return;
  const address = consent.suppressionHash(email);
  await db.transaction(async (tx) => {
    const before = await refusalCounts.find(subscriber, address, tx);
    const { count, blocks } = countRefusal(before, effect, dutchDay(clock()));
    if (!blocks) return refusalCounts.put(subscriber, address, count, clock(), tx);
    await consent.suppress(email, 'bounced', clock(), tx);
    await refusalCounts.remove([subscriber], tx);
  });
}
