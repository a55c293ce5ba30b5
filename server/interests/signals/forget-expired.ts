/** Removes what is over: signals that have expired, and marks of removed topics that no order can bring back any more. */
import { plusMonths } from '../../platform/clock/index.ts';
import type { InterestsRoom } from '../room.ts';
import { purposeOf } from './purpose-of.ts';

/** Answers how many signals were removed; they were not used any more. */
export async function forgetExpired({ signals, consent, clock }: InterestsRoom): Promise<number> {
  const terms = (await consent.purposes())
    .filter(({ key }) => key === purposeOf.order || key === purposeOf.website)
    .map(({ termMonths }) => termMonths ?? Infinity);
  const longest = Math.max(...terms);
  if (Number.isFinite(longest)) await signals.forgetRemoved(plusMonths(clock(), -longest));
  return signals.removeExpired();
}
