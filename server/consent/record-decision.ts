/** Records decisions: the journal first, then ledger, standing and followers in one transaction. */
import type { Clock } from '../platform/clock/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { Invalid } from '../platform/errors/index.ts';
import { newId, type DecisionId, type LedgerId, type SubscriberId } from '../platform/ids/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import { LedgerBegunElsewhere, type LedgerStore } from './ledger-store.ts';
import { commitmentTo, saltEvidence } from './proof/commit-evidence.ts';
import type { PurposesStore } from './purposes-store.ts';
import { applyDecision } from './standing.ts';
import type { Decision, DecisionFollower, NewDecision, Purpose, PurposeKey } from './words.ts';

export interface RecordContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  readonly subscribers: Subscribers;
  readonly ledger: LedgerStore;
  readonly purposes: PurposesStore;
  readonly followers: () => readonly DecisionFollower[];
  /** Throws Conflict where a yes is said to words that do not count any more. */
  readonly refuseOutdated: (wanted: readonly NewDecision[]) => Promise<void>;
}

const nothing = () => Promise.resolve();

/**
 * Appends the decisions of one person. `alongside` runs first in the same transaction and `afterwards` last, when the
 * decisions stand already; both run again when it is retried.
 */
export async function recordDecisions(
  context: RecordContext,
  subscriber: SubscriberId,
  wanted: readonly NewDecision[],
  alongside: (tx: Tx) => Promise<void> = nothing,
  afterwards: (tx: Tx) => Promise<void> = nothing,
): Promise<readonly Decision[]> {
  await knownPurposes(context, wanted);
  await context.refuseOutdated(wanted);
  const write = async (decisions: readonly Decision[], tx: Tx): Promise<void> => {
    await alongside(tx);
    if (decisions.length > 0) await writeDecisions(context, subscriber, decisions, tx);
    await afterwards(tx);
  };
  try {
    return await recordOnce(context, subscriber, wanted, write);
  } catch (error) {
    // Of two first decisions at the same moment, the later one goes into the ledger that the other has begun.
    if (error instanceof LedgerBegunElsewhere) return recordOnce(context, subscriber, wanted, write);
    throw error;
  }
}

async function recordOnce(
  context: RecordContext,
  subscriber: SubscriberId,
  wanted: readonly NewDecision[],
  write: (decisions: readonly Decision[], tx: Tx) => Promise<void>,
): Promise<readonly Decision[]> {
  // The journal needs the id before the transaction; a new one exists only when that is through.
  const ledgerId = (await context.ledger.ledgerOf(subscriber)) ?? newId<LedgerId>();
  const decisions = wanted.map((decision) => asLine(decision, ledgerId, context.clock()));
  const done = await context.journal.append(decisions.map(asJournalLine));
  await context.db
    .transaction((tx) => write(decisions, tx))
    .catch((error: unknown) => takeBack(context.journal, decisions, error))
    .finally(done);
  return decisions;
}

// What the journal has and the ledger has not would come true at the next replay.
async function takeBack(
  journal: Pick<Journal, 'append'>,
  decisions: readonly Decision[],
  error: unknown,
): Promise<never> {
  const done = await journal.append([{ kind: 'aborted', ids: decisions.map(({ id }) => id) }]);
  done();
  throw error;
}

async function knownPurposes(context: RecordContext, wanted: readonly Pick<NewDecision, 'purpose'>[]) {
  const known = new Map((await context.purposes.purposes()).map((purpose) => [purpose.key, purpose]));
  if (wanted.some(({ purpose }) => !known.has(purpose))) {
    throw new Invalid({ purpose: { key: 'common:error.unknownPurpose' } });
  }
  return known;
}

function asLine(decision: NewDecision, ledgerId: LedgerId, recordedAt: Date): Decision {
  const { evidence: text, ...rest } = decision;
  const line = { ...rest, id: newId<DecisionId>(), ledgerId, recordedAt };
  if (!text) return line;
  const evidence = saltEvidence(text);
  return { ...line, evidence, evidenceHash: commitmentTo(evidence) };
}

// Ids and hashes only: the journal outlives erasures.
function asJournalLine({ evidence: _, ...line }: Decision) {
  return { kind: 'decision', ...line };
}

/** Adds the lines, and does in the same transaction all that follows from them. */
export async function writeDecisions(
  context: RecordContext,
  subscriber: SubscriberId,
  decisions: readonly Decision[],
  tx: Tx,
): Promise<void> {
  const purposes = await knownPurposes(context, decisions);
  await context.ledger.append(decisions, subscriber, tx);
  await updateStanding(context, subscriber, decisions, purposes, tx);
  await follow(context, subscriber, decisions, tx);
  await noteActivity(context, subscriber, decisions, tx);
}

async function updateStanding(
  context: RecordContext,
  subscriber: SubscriberId,
  decisions: readonly Decision[],
  purposes: ReadonlyMap<PurposeKey, Purpose>,
  tx: Tx,
): Promise<void> {
  const before = await context.ledger.standing(subscriber, tx);
  const after = decisions.reduce(
    (standing, decision) => applyDecision(standing, decision, purposes.get(decision.purpose)!),
    before,
  );
  await context.ledger.saveStanding(subscriber, after, tx);
}

async function follow(
  context: RecordContext,
  subscriber: SubscriberId,
  decisions: readonly Decision[],
  tx: Tx,
): Promise<void> {
  for (const decision of decisions) {
    for (const follower of context.followers()) await follower.follow(decision, subscriber, tx);
  }
}

async function noteActivity(
  { subscribers }: RecordContext,
  subscriber: SubscriberId,
  decisions: readonly Decision[],
  tx: Tx,
): Promise<void> {
  const own = decisions.find(({ actor }) => actor.kind !== 'system');
  if (own) await subscribers.markActive(subscriber, 'decision', own.at, tx);
}
