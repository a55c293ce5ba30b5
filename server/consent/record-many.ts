/** Records decisions of many people at once, in a transaction that is under way: what an import needs. */
import type { Tx } from '../platform/db/index.ts';
import type { ImportId, SubscriberId } from '../platform/ids/index.ts';
import { announce } from '../platform/journal/index.ts';
import { asJournalLine, asLines } from './as-lines.ts';
import type { RecordContext } from './record-decision.ts';
import { type Decision, noes, type PersonsWish } from './words.ts';
import { knownPurposes, writeDecisions } from './write-decisions.ts';

/** Nobody is in it twice; whoever was added in this transaction `isNew`. The journal has each no before the commit. */
export async function recordMany(
  context: RecordContext,
  people: readonly PersonsWish[],
  tx: Tx,
): Promise<void> {
  const deciding = people.filter(({ wanted }) => wanted.length > 0);
  if (deciding.length === 0) return;
  const wanted = deciding.flatMap((one) => one.wanted);
  await knownPurposes(context, wanted);
  await context.refuseOutdated(wanted);
  const lines = await asLines(context, deciding, tx);
  announceNoes(
    context,
    lines.flatMap(({ decisions }) => decisions),
    tx,
  );
  await writeDecisions(context, lines, tx);
}

/**
 * Puts into the journal once more what an import recorded of these people: for the yeses of a transaction after which
 * the process may have ended. The journal may have a decision twice; it counts once, by its id.
 */
export async function journalAgain(
  { ledger, journal }: RecordContext,
  people: readonly SubscriberId[],
  by: ImportId,
): Promise<void> {
  const ledgers = [...(await ledger.ledgersOf(people)).values()].map(({ ledgerId }) => ledgerId);
  const decisions = await ledger.decisionsBy(ledgers, by);
  if (decisions.length > 0) (await journal.append(decisions.map(asJournalLine)))();
}

/**
 * A no is on another disk before the database has it. A yes follows once the database has it: of a transaction that a
 * crash cut short it would come true at the next replay, for a person who was never added.
 */
function announceNoes(context: RecordContext, decisions: readonly Decision[], tx: Tx): void {
  const isNo = ({ act }: Decision) => noes.includes(act);
  const yeses = decisions.filter((decision) => !isNo(decision));
  announce(context, tx, decisions.filter(isNo).map(asJournalLine));
  if (yeses.length === 0) return;
  context.db.beforeCommit(tx, () =>
    Promise.resolve(async (committed) => {
      if (committed) (await context.journal.append(yeses.map(asJournalLine)))();
    }),
  );
}
