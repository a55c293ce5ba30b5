/** When a server rests because it cannot be reached or does not want us, as pure functions. */
import { MINUTE_MS } from '../../../platform/clock/index.ts';
import type { SendResult } from '../../../platform/mail/index.ts';

/** Why a server rests: its line broke or was never there, or it refused our password, or our address as the sender. */
export type RestsBecause = 'lines' | 'login' | 'sender';

/** What one process got from a server in a row. */
export interface ServerStreak {
  readonly lines: number;
  readonly sender: number;
}

export const noServerStreak: ServerStreak = { lines: 0, sender: 0 };

/** So many in a row, and it rests. */
const mostInARow = 3;
const shortestMs = MINUTE_MS;
const longestMs = 15 * MINUTE_MS;

/** The streak after an answer, and why the server is to rest. */
export function afterServerAnswer(
  before: ServerStreak,
  result: SendResult,
): { readonly streak: ServerStreak; readonly rests: RestsBecause | null } {
  if (!isAboutServer(result)) return { streak: noServerStreak, rests: null };
  const refuses = result.kind === 'unreachable' ? result.refuses : undefined;
  if (refuses === 'login') return { streak: noServerStreak, rests: 'login' };
  const which = refuses ?? 'lines';
  const streak = { ...before, [which]: before[which] + 1 };
  return { streak, rests: streak[which] >= mostInARow ? which : null };
}

/** Whether it says something of the server and nothing of the recipient. */
export function isAboutServer({ kind }: SendResult): boolean {
  return kind === 'unreachable' || kind === 'uncertain';
}

/** How long it rests, the first time, the second and so on: 1, 2, 4 … up to 15 minutes; a password mends itself less often. */
export function restMs(times: number, because: RestsBecause): number {
  return because === 'login' ? longestMs : Math.min(longestMs, shortestMs * 2 ** (times - 1));
}
