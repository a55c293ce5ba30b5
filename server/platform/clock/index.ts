/** The clock, handed in everywhere so that tests can set the time. */
export { dutchDay, dutchMoment, type DutchMoment, dutchTimeOfDay, startOfDutchDay } from './dutch-day.ts';
export { type Fresh, fresh } from './fresh.ts';
export { type Stopwatch, systemStopwatch } from './stopwatch.ts';

/** Says what time it is now, in UTC. */
export type Clock = () => Date;

/** The machine's own clock. */
export const systemClock: Clock = () => new Date();

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The moment `ms` milliseconds after `at`. */
export function plus(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}

/** The same day and time `months` calendar months later (31 January plus one month is the last day of February). */
export function plusMonths(at: Date, months: number): Date {
  const later = new Date(at);
  later.setUTCMonth(later.getUTCMonth() + months);
  if (later.getUTCDate() !== at.getUTCDate()) later.setUTCDate(0);
  return later;
}
