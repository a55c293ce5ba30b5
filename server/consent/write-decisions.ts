/** Adds lines to the ledgers of several people, and does in the same transaction all that follows from them. */
import type { Tx } from '../platform/db/index.ts';
import { Invalid, NotFound } from '../platform/errors/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { type Continued, type KnownLedger, LedgerBegunElsewhere } from './ledger/standings-store.ts';
import { chainLines } from './proof/hash-line.ts';
import type { PurposesStore } from './purposes-store.ts';
import { applyDecision } from './standing.ts';
import type { Decision, DecisionFollower, NewDecision, PersonsWish, Purpose, PurposeKey } from './words.ts';

export interface WriteContext {
  readonly subscribers: Subscribers;
  readonly ledger: LedgerStore;
  readonly purposes: PurposesStore;
  readonly followers: () => readonly DecisionFollower[];
}

/** At least one decision of one person. */
export interface PersonsDecisions extends Pick<PersonsWish, 'subscriber' | 'isNew'> {
  readonly decisions: readonly Decision[];
}

/** The purposes; throws Invalid where a decision is about none of them. */
export async function knownPurposes(
  { purposes }: Pick<WriteContext, 'purposes'>,
  wanted: readonly Pick<NewDecision, 'purpose'>[],
): Promise<ReadonlyMap<PurposeKey, Purpose>> {
  const known = new Map((await purposes.purposes()).map((purpose) => [purpose.key, purpose]));
  if (wanted.some(({ purpose }) => !known.has(purpose))) {
    throw new Invalid({ purpose: { key: 'common:error.unknownPurpose' } });
  }
  return known;
}

/** Writes the decisions; nobody is in it twice. Throws LedgerBegunElsewhere, and NotFound for who was erased meanwhile. */
export async function writeDecisions(
  context: WriteContext,
  people: readonly PersonsDecisions[],
  tx: Tx,
): Promise<void> {
  const purposes = await knownPurposes(
    context,
    people.flatMap(({ decisions }) => decisions),
  );
  const before = people.filter(({ isNew }) => !isNew).map(({ subscriber }) => subscriber);
  const known = await context.ledger.ledgersOf(before, tx);
  await refuseErased(
    context,
    before.filter((subscriber) => !known.has(subscriber)),
    tx,
  );
  const continued = people.map((one) => continueLedger(one, known.get(one.subscriber), purposes));
  await context.ledger.append(continued, tx);
  await follow(context, people, tx);
  await noteActivity(context, people, tx);
}

// An erasure takes the ledger's link with it: who has none may be new, or gone since somebody looked.
async function refuseErased(
  { subscribers }: WriteContext,
  withoutLedger: readonly SubscriberId[],
  tx: Tx,
): Promise<void> {
  if (withoutLedger.length === 0) return;
  const there = await subscribers.thereAmong(withoutLedger, tx);
  if (withoutLedger.some((subscriber) => !there.has(subscriber))) throw new NotFound();
}

function continueLedger(
  { subscriber, decisions }: PersonsDecisions,
  known: KnownLedger | undefined,
  purposes: ReadonlyMap<PurposeKey, Purpose>,
): Continued {
  const { ledgerId } = decisions[0]!;
  if (known && known.ledgerId !== ledgerId) throw new LedgerBegunElsewhere();
  const standing = decisions.reduce(
    (sum, decision) => applyDecision(sum, decision, purposes.get(decision.purpose)!),
    known?.standing ?? new Map(),
  );
  const evidence = decisions.flatMap(({ id, evidence: shown }) => (shown ? [{ id, ...shown }] : []));
  const lines = chainLines(decisions, known?.last ?? null);
  return { subscriber, ledgerId, isNew: !known, lines, standing, evidence };
}

async function follow(context: WriteContext, people: readonly PersonsDecisions[], tx: Tx): Promise<void> {
  const made = people.flatMap(({ subscriber, decisions }) =>
    decisions.map((decision) => ({ subscriber, decision })),
  );
  for (const follower of context.followers()) await follower.follow(made, tx);
}

async function noteActivity(
  { subscribers }: WriteContext,
  people: readonly PersonsDecisions[],
  tx: Tx,
): Promise<void> {
  const active = people.flatMap(({ subscriber, decisions, isNew }) => {
    const own = isNew ? undefined : decisions.find(({ actor }) => actor.kind !== 'system');
    return own ? [{ id: subscriber, at: own.at }] : [];
  });
  await subscribers.markManyActive(active, 'decision', tx);
}
