/** Judges a round: what the mail server wrote down, against what delivery says of each person. */
import type { RecipientState } from '../../../server/delivery/index.ts';
import type { Recorded } from './mail-server.ts';

export interface Judged {
  /** Mails that the server took. */
  readonly accepted: number;
  /** Mails beyond the first to one person. */
  readonly sentTwice: number;
  /** People without a row or an outcome, or with one that is not true. */
  readonly lost: number;
  readonly uncertain: number;
  /** Of those: not because the server cut the line. */
  readonly uncertainByWorkers: number;
}

/** `states` has a row for each person of the audience; whoever left before the freeze has none. */
export function judge(
  people: readonly { readonly email: string; readonly left: boolean }[],
  states: ReadonlyMap<string, RecipientState>,
  recorded: readonly Recorded[],
): Judged {
  const taken = new Map<string, number>();
  for (const { to, kind } of recorded) if (kind === 'taken') taken.set(to, (taken.get(to) ?? 0) + 1);
  const cut = new Set(recorded.filter(({ kind }) => kind === 'cut').map(({ to }) => to));
  const uncertain = people.filter(({ email }) => states.get(email) === 'uncertain');
  return {
    accepted: [...taken.values()].reduce((sum, times) => sum + times, 0),
    sentTwice: [...taken.values()].reduce((sum, times) => sum + times - 1, 0),
    lost: people.filter(({ email, left }) => !isTrue(states.get(email), taken.has(email), left)).length,
    uncertain: uncertain.length,
    uncertainByWorkers: uncertain.filter(({ email }) => !cut.has(email)).length,
  };
}

function isTrue(state: RecipientState | undefined, taken: boolean, left: boolean): boolean {
  switch (state) {
    case 'accepted':
      return taken;
    case 'uncertain':
      return true;
    case 'refused':
      return !taken;
    case 'skipped':
      return left && !taken;
    case undefined:
      return left && !taken;
    default:
      return false;
  }
}
