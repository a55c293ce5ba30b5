/** Reads what the big mailbox providers answered of late, over all mailings. */
import { DAY_MS, plus } from '../../platform/clock/index.ts';
import type { Room } from '../room.ts';
import { countFigures } from './count-figures.ts';
import { guardedNumber, type GuardedNumber, guardedParts } from './guard-parts.ts';

/** What one of them answered; 'other' are all domains that are not one of the biggest. */
export interface ProviderAnswers {
  readonly name: string;
  readonly mails: GuardedNumber;
  /** Refused for good. */
  readonly refused: GuardedNumber;
  /** In per cent, with one digit; null where a part of it is hidden. */
  readonly percent: number | null;
}

const overMs = 30 * DAY_MS;

/** Of the mailings that began in the last 30 days, the provider with most mails first. */
export async function readProviders(room: Room, k: number): Promise<readonly ProviderAnswers[]> {
  const mailings = await room.mailings.begunSince(plus(room.clock(), -overMs));
  const sums = new Map<string, { mails: number; refused: number }>();
  const counted = await Promise.all(mailings.map((mailing) => countFigures(room, mailing)));
  for (const { details } of counted) {
    for (const { name, accepted, refused, again, uncertain } of details.providers) {
      const sum = sums.get(name) ?? { mails: 0, refused: 0 };
      sum.mails += accepted + refused + again + uncertain;
      sum.refused += refused;
      sums.set(name, sum);
    }
  }
  const all = [...sums].sort(([, one], [, other]) => other.mails - one.mails);
  const refused = guardedParts(Object.fromEntries(all.map(([name, sum]) => [name, sum.refused])), k);
  return all.map(([name, sum]) => {
    const mails = guardedNumber(sum.mails, k);
    const isHidden = mails === 'too-few' || refused[name] === 'too-few';
    const percent = Math.round((sum.refused / Math.max(1, sum.mails)) * 1000) / 10;
    return { name, mails, refused: isHidden ? 'too-few' : sum.refused, percent: isHidden ? null : percent };
  });
}
