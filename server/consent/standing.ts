/** What a decision does to what was standing: a pure function, so that every edge can be tested. */
import type { Decision, Purpose, PurposeKey, PurposeStanding, Standing } from './words.ts';

/** The standing after one more decision. */
export function applyDecision(standing: Standing, decision: Decision, purpose: Purpose): Standing {
  const before = standing.get(decision.purpose);
  const agreed = agreedAfter(decision, purpose, before?.agreed ?? false);
  const after: PurposeStanding =
    before?.agreed === agreed && agreed && decision.act === 'confirmed'
      ? before
      : { agreed, since: decision.at, decision: decision.id, wording: wordingAfter(decision, before) };
  return new Map<PurposeKey, PurposeStanding>([...standing, [decision.purpose, after]]);
}

function agreedAfter({ act }: Decision, purpose: Purpose, before: boolean): boolean {
  if (act === 'given') return before || !purpose.needsConfirmation;
  return act === 'confirmed';
}

// A confirmation has no wording of its own: it confirms the words of what was given.
function wordingAfter(decision: Decision, before: PurposeStanding | undefined): string | null {
  return decision.wording ?? (decision.act === 'confirmed' ? (before?.wording ?? null) : null);
}
