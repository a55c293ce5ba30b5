/** Makes lines of the ledger and of the journal of what is to be recorded. */
import type { Clock } from '../platform/clock/index.ts';
import type { Tx } from '../platform/db/index.ts';
import { newTimedId, type DecisionId, type LedgerId } from '../platform/ids/index.ts';
import type { AnnouncedLine } from '../platform/journal/index.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { commitmentTo, saltEvidence } from './proof/commit-evidence.ts';
import type { Decision, NewDecision, PersonsWish } from './words.ts';
import type { PersonsDecisions } from './write-decisions.ts';

/** The decisions of each person with the id of their ledger, which may be one that is yet to begin. */
export async function asLines(
  { ledger, clock }: { readonly ledger: LedgerStore; readonly clock: Clock },
  people: readonly PersonsWish[],
  tx?: Tx,
): Promise<readonly PersonsDecisions[]> {
  const before = people.filter(({ isNew }) => !isNew);
  const known = await ledger.ledgersOf(
    before.map(({ subscriber }) => subscriber),
    tx,
  );
  const recordedAt = clock();
  return people.map(({ subscriber, wanted, isNew = false }) => {
    const ledgerId = known.get(subscriber)?.ledgerId ?? newTimedId<LedgerId>(recordedAt);
    return { subscriber, isNew, decisions: wanted.map((one) => asLine(one, ledgerId, recordedAt)) };
  });
}

function asLine(decision: NewDecision, ledgerId: LedgerId, recordedAt: Date): Decision {
  const evidence = decision.evidence ? saltEvidence(decision.evidence) : undefined;
  const evidenceHash = evidence && commitmentTo(evidence);
  // Written out: an object that is copied and added to is several times as large, and slow.
  return {
    id: newTimedId<DecisionId>(recordedAt),
    ledgerId,
    purpose: decision.purpose,
    act: decision.act,
    wording: decision.wording,
    language: decision.language,
    statementVersion: decision.statementVersion,
    form: decision.form,
    page: decision.page,
    channel: decision.channel,
    actor: decision.actor,
    at: decision.at,
    until: decision.until,
    recordedAt,
    evidence,
    evidenceHash,
  };
}

/** Ids and hashes only: the journal outlives erasures. */
export function asJournalLine(decision: Decision): AnnouncedLine {
  return { kind: 'decision', ...decision, evidence: undefined };
}
