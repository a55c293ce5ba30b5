/** When a mail that was refused for now is tried again (DEL-5). */
import { HOUR_MS, MINUTE_MS, plus } from '../clock/index.ts';

const firstWaitMs = 5 * MINUTE_MS;
const longestWaitMs = 12 * HOUR_MS;
const giveUpAfterMs = 72 * HOUR_MS;

/** The time of the next try: 5, 15, 45 minutes, … at most 12 hours apart; null once 72 hours are over (RFC 5321 §4.5.4.1). */
export function nextTry(tries: number, firstTriedAt: Date, now: Date): Date | null {
  const at = plus(now, Math.min(firstWaitMs * 3 ** Math.max(tries - 1, 0), longestWaitMs));
  return at.getTime() - firstTriedAt.getTime() > giveUpAfterMs ? null : at;
}
