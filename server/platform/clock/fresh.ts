/** Keeps an answer for a moment, so that the same question is not asked again and again. */
import type { Stopwatch } from './stopwatch.ts';

export interface Fresh<Answer> {
  (): Promise<Answer>;
  /** Has it asked anew the next time, because somebody knows that the answer has changed. */
  forget(): void;
}

/** Gives what `ask` answered; asks anew when that is `keepMs` ago, and after an error. */
export function fresh<Answer>(
  stopwatch: Stopwatch,
  keepMs: number | (() => number),
  ask: () => Promise<Answer>,
): Fresh<Answer> {
  let asked: { readonly at: number; readonly answer: Promise<Answer> } | null = null;
  const forget = () => (asked = null);
  const answer = () => {
    const keptMs = typeof keepMs === 'number' ? keepMs : keepMs();
    if (!asked || stopwatch() - asked.at >= keptMs) {
      asked = { at: stopwatch(), answer: ask() };
      asked.answer.catch(forget);
    }
    return asked.answer;
  };
  return Object.assign(answer, { forget });
}
