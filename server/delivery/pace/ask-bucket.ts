/** What a token bucket gives, as the database works it out in one step, and when those come back who got no token; pure functions. */
import { HOUR_MS, MINUTE_MS, plus, SECOND_MS } from '../../platform/clock/index.ts';
import type { Random } from '../../platform/mail/index.ts';

/** A bucket that fills by so many a second and holds those of one second, or one that holds so many and does not fill. */
export interface Ask {
  readonly key: string;
  readonly wanted: number;
  readonly fills: { readonly perSecond: number } | { readonly holds: number };
}

/** What is kept of a bucket. */
export interface Bucket {
  readonly tokens: number;
  /** How many it has given in all. */
  readonly used: number;
  /** Until when it has been filled. */
  readonly at: Date;
  /** When the last one comes who was told to come back. */
  readonly booked: Date;
  /** What the last ask was given. */
  readonly taken: number;
}

/** Clocks of processes may differ by less; a bucket that is further ahead was filled before the clock was set back. */
const setBackMs = MINUTE_MS;
/** Nobody is told to come back later than this: those who come before them may be gone by then. */
const longestWaitMs = HOUR_MS;
/** Where nobody asked for so long, those who were to come are gone. */
const goneMs = 5 * SECOND_MS;

const used = { $ifNull: ['$used', 0] };

/** The change that takes up to so many tokens, as one update; a bucket that is not there yet is full. */
export function taking({ wanted, fills }: Ask, now: Date): Record<string, unknown>[] {
  const isAhead = { $gt: ['$at', plus(now, setBackMs)] };
  const waitMs = 'holds' in fills ? 0 : SECOND_MS / fills.perSecond;
  const isGone = { $gt: [{ $subtract: [now, '$at'] }, Math.max(goneMs, 2 * waitMs)] };
  const latest = plus(now, longestWaitMs);
  const missingMs = { $multiply: [{ $subtract: [wanted, '$taken'] }, waitMs] };
  return [
    {
      $set: {
        tokens: 'holds' in fills ? { $subtract: [fills.holds, used] } : filled(fills.perSecond, now, isAhead),
        at: { $cond: [isAhead, now, { $max: ['$at', now] }] },
        booked: { $cond: [isGone, now, { $max: [now, '$booked'] }] },
      },
    },
    { $set: { taken: { $max: [0, { $min: [wanted, { $floor: '$tokens' }] }] } } },
    {
      $set: {
        tokens: { $subtract: ['$tokens', '$taken'] },
        used: { $add: [used, '$taken'] },
        booked: { $min: [{ $add: ['$booked', missingMs] }, latest] },
      },
    },
  ];
}

function filled(perSecond: number, now: Date, isAhead: object): object {
  const passedMs = { $cond: [isAhead, 0, { $max: [0, { $subtract: [now, '$at'] }] }] };
  const tokens = { $add: ['$tokens', { $multiply: [passedMs, perSecond / SECOND_MS] }] };
  const capacity = capacityOf(perSecond);
  return { $min: [capacity, { $ifNull: [tokens, capacity] }] };
}

/** The tokens of a second, or one where they are fewer. */
export function capacityOf(perSecond: number): number {
  return Math.max(1, perSecond);
}

/**
 * When each of those comes back who got no token: the last of them when the bucket says, the others before by the rate;
 * where it cannot say, some time in the second half of the longest wait. Whole seconds, so that many come back by few
 * changes.
 */
export function comeBackAt(
  { booked, missing, perSecond }: { booked: Date; missing: number; perSecond: number },
  now: Date,
  random: Random,
): Date[] {
  const isFull = booked >= plus(now, longestWaitMs);
  return Array.from({ length: missing }, (_, index) => {
    const byRate = booked.getTime() - now.getTime() - ((missing - 1 - index) * SECOND_MS) / perSecond;
    const waitMs = isFull ? longestWaitMs * (0.5 + random() / 2) : Math.max(byRate, SECOND_MS);
    return new Date(Math.ceil((now.getTime() + waitMs) / SECOND_MS) * SECOND_MS);
  });
}

/** How long it is until a bucket has so many tokens, or those of a second. */
export function fillsInMs(wanted: number, perSecond: number): number {
  return (Math.min(wanted, capacityOf(perSecond)) / perSecond) * SECOND_MS;
}
