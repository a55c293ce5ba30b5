/** When a mail that was refused for now is tried again (DEL-5). */
import { HOUR_MS, MINUTE_MS, plus } from '../clock/index.ts';

/** At least 0 and below 1; handed in, so that a test knows what comes. */
export type Random = () => number;

const firstWaitMs = 5 * MINUTE_MS;
const longestWaitMs = 12 * HOUR_MS;
const giveUpAfterMs = 72 * HOUR_MS;
/** A wait is up to this much of itself longer, so that mails refused together do not all come back together. */
const spread = 0.25;

/**
 * The time of the next try: after 5, 15, 45 minutes, … 12 hours, each up to a quarter longer; null once 72 hours are
 * over (RFC 5321 §4.5.4.1).
 */
export function nextTry(
  tries: number,
  firstTriedAt: Date,
  now: Date,
  random: Random = Math.random,
): Date | null {
  const wait = Math.min(firstWaitMs * 3 ** Math.max(tries - 1, 0), longestWaitMs);
  const at = plus(now, Math.round(wait * (1 + spread * random())));
  return at.getTime() - firstTriedAt.getTime() > giveUpAfterMs ? null : at;
}
