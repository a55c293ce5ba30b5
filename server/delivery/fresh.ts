/** Keeps an answer for a moment, so that the same question is not asked again and again. */
import type { Stopwatch } from '../platform/clock/index.ts';

/** Gives what `ask` answered; asks anew when that is `keepMs` ago. */
export function fresh<Answer>(
  stopwatch: Stopwatch,
  keepMs: number,
  ask: () => Promise<Answer>,
): () => Promise<Answer> {
  let asked: { readonly at: number; readonly answer: Promise<Answer> } | null = null;
  return () => {
    if (!asked || stopwatch() - asked.at >= keepMs) asked = { at: stopwatch(), answer: ask() };
    return asked.answer;
  };
}
