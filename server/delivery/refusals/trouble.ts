/** When answers in a row say that something is wrong with us or with the line, as a pure function (DEL-5, MAIL-9). */
import { classifyRefusal, type SendResult, statusOf } from '../../platform/mail/index.ts';

/** How often in a row, over all mails of a mailing that this process sends. */
export interface Streak {
  /** The line broke, or was never there. */
  readonly lines: number;
  /** A rule of the server refused us: as the sender, or with one recipient after the other. */
  readonly rules: number;
  /** The server did not know the address. */
  readonly unknown: number;
}

export const noStreak: Streak = { lines: 0, rules: 0, unknown: 0 };

/** After so many of one kind in a row the mailing is paused; where the password is refused, at once. */
export const mostInARow = { lines: 10, rules: 5, unknown: 20 } as const;

/** Why a mailing is paused; 'servers' where none of several works. */
export type Trouble = 'servers' | 'unreachable' | 'login' | 'sender' | 'policy' | 'unknown';

/** The streak after an answer, and what it says. */
export function afterAnswer(
  before: Streak,
  result: SendResult,
): { readonly streak: Streak; readonly trouble: Trouble | null } {
  if (isOnlyTheLine(result)) {
    const streak = { ...before, lines: before.lines + 1 };
    return { streak, trouble: streak.lines >= mostInARow.lines ? 'unreachable' : null };
  }
  if (result.kind === 'unreachable' && result.refuses === 'login')
    return { streak: noStreak, trouble: 'login' };
  if (isRule(result)) {
    const streak = { ...noStreak, rules: before.rules + 1 };
    const trouble = result.kind === 'unreachable' ? 'sender' : 'policy';
    return { streak, trouble: streak.rules >= mostInARow.rules ? trouble : null };
  }
  if (!isUnknown(result)) return { streak: noStreak, trouble: null };
  const streak = { ...noStreak, unknown: before.unknown + 1 };
  return { streak, trouble: streak.unknown >= mostInARow.unknown ? 'unknown' : null };
}

// A line that breaks after each mail would leave everybody uncertain.
function isOnlyTheLine(result: SendResult): boolean {
  return result.kind === 'uncertain' || (result.kind === 'unreachable' && !result.refuses);
}

function isRule(result: SendResult): boolean {
  if (result.kind === 'refused') return classifyRefusal(statusOf(result.code)).effect === 'alert';
  return result.kind === 'unreachable' && result.refuses === 'sender';
}

// Each of them is blocked: a wrong server that knows nobody must not block everybody.
function isUnknown(result: SendResult): boolean {
  return result.kind === 'refused' && classifyRefusal(statusOf(result.code)).effect === 'block';
}
