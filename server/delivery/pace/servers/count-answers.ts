/** Adds up what servers answered to the mails of a window, as a pure function. */
import type { RecipientState, RowChange } from '../../recipients/recipient-state.ts';
import { type AnswerCounts, noAnswers } from './server-answers-store.ts';

const outcomes: Partial<Record<RecipientState, keyof AnswerCounts>> = {
  ...{ accepted: 'accepted', refused: 'refused', uncertain: 'uncertain' },
  // With a server, it was refused for now.
  pending: 'again',
};

/** Adds them to what was counted before; rows that no server answered count nowhere. */
export function addAnswers(
  counted: Map<string, AnswerCounts>,
  changes: readonly Pick<RowChange, 'state' | 'server'>[],
): void {
  for (const { state, server } of changes) {
    const outcome = outcomes[state];
    if (!outcome || server === null) continue;
    const before = counted.get(server) ?? noAnswers;
    counted.set(server, { ...before, [outcome]: before[outcome] + 1 });
  }
}
