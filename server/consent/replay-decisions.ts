/** Puts decisions that the journal has and the ledger has not into the ledger: after a crash, or a restored backup. */
import { inBatches } from '../platform/batches/index.ts';
import type { LedgerId } from '../platform/ids/index.ts';
import type { RecordContext } from './record-decision.ts';
import type { Decision } from './words.ts';
import { writeDecisions } from './write-decisions.ts';

export interface Replayed {
  readonly recorded: number;
  /**
   * Of people whom the database does not know: they came after the backup. Their lines stand in the ledger again, as
   * those of erased people do, and nothing is sent to them.
   */
  readonly ofNobody: number;
}

const atOnce = 1000;

/** Records what is missing, in the order given; a decision that is there already changes nothing. */
export async function replayDecisions(
  context: RecordContext,
  decisions: readonly Decision[],
): Promise<Replayed> {
  const byLedger = new Map<LedgerId, Decision[]>();
  for (const decision of await missingAmong(context, decisions)) {
    byLedger.set(decision.ledgerId, [...(byLedger.get(decision.ledgerId) ?? []), decision]);
  }
  let recorded = 0;
  let ofNobody = 0;
  for (const [ledgerId, wanted] of byLedger) {
    const subscriber = await context.ledger.subscriberOf(ledgerId);
    const there = await context.ledger.known(wanted.map(({ id }) => id));
    const missing = wanted.filter(({ id }) => !there.has(id));
    if (missing.length === 0) continue;
    const known = subscriber && (await context.subscribers.find(subscriber));
    await context.db.transaction((tx) =>
      known
        ? writeDecisions(context, [{ subscriber: known.id, decisions: missing }], tx)
        : context.ledger.appendOfNobody(missing, tx),
    );
    if (known) recorded += missing.length;
    else ofNobody += missing.length;
  }
  return { recorded, ofNobody };
}

// After a crash in the middle of an import nearly all of many thousands are there.
async function missingAmong(
  { ledger }: RecordContext,
  decisions: readonly Decision[],
): Promise<readonly Decision[]> {
  const missing: Decision[] = [];
  for await (const some of inBatches(decisions, atOnce)) {
    const there = await ledger.known(some.map(({ id }) => id));
    missing.push(...some.filter(({ id }) => !there.has(id)));
  }
  return missing;
}
