/** Forgets who got what, 24 months after a mailing ended, as the privacy statement says; its figures stay. Counted refusals go after as long. */
import { plusMonths } from '../../platform/clock/index.ts';
import { countDetails } from '../figures/count-figures.ts';
import type { Room } from '../room.ts';

const termMonths = 24;

/** Removes some rows; true when there may be more. */
export async function forgetOld(room: Room): Promise<boolean> {
  const { mailings, recipients, refusalCounts, clock, sizes } = room;
  const since = plusMonths(clock(), -termMonths);
  await refusalCounts.forget(since);
  const mailing = await mailings.toForget(since);
  if (!mailing) return false;
  // One that was cancelled has none yet: mails under way still got their answer.
  if (!mailing.details) await mailings.keepDetails(mailing.id, await countDetails(room, mailing.id));
  const removed = await recipients.forget(mailing.id, sizes.chunk);
  if (removed < sizes.chunk) await mailings.forgotten(mailing.id, clock());
  return true;
}
