/** The ledger with what it adds up to and the evidence, as one store. */
import type { Db, Tx } from '../../platform/db/index.ts';
import type { DecisionId, SubscriberId } from '../../platform/ids/index.ts';
import { chainLines, type LedgerLine } from '../proof/hash-line.ts';
import type { Answers, Decision } from '../words.ts';
import { openLinesStore } from './lines-store.ts';
import { openReceiversStore } from './receivers-store.ts';
import { type Continued, openStandingsStore } from './standings-store.ts';

export type LedgerStore = ReturnType<typeof openLedgerStore>;

/** Opens the three collections. */
export function openLedgerStore(db: Db) {
  const lines = openLinesStore(db);
  const standings = openStandingsStore(db);
  return {
    ...lines,
    ...standings,
    ...openReceiversStore(db),
    collections: [...lines.collections, ...standings.collections],

    /** Adds the lines, and what they add up to; with the first of them the person's ledger begins. Throws LedgerBegunElsewhere. */
    append: async (ledgers: readonly Continued[], tx: Tx): Promise<void> => {
      const added = ledgers.flatMap((one) => one.lines);
      await lines.addLines(added, tx);
      await standings.save(ledgers, tx);
      await lines.addEvidence(
        ledgers.flatMap(({ evidence }) => evidence),
        tx,
      );
    },
    /** Adds lines of somebody whom the database does not know any more. */
    appendOfNobody: async (decisions: readonly Decision[], tx: Tx): Promise<void> => {
      const last = await lines.lastLine(decisions[0]!.ledgerId, tx);
      await lines.addLines(chainLines(decisions, last), tx);
    },
    history: async (subscriber: SubscriberId): Promise<readonly Decision[]> => {
      const ledgerId = await standings.ledgerOf(subscriber);
      return ledgerId ? lines.linesOf(ledgerId) : [];
    },
    /** What these people have answered; who never decided anything is missing. */
    answersOf: async (
      subscribers: readonly SubscriberId[],
      tx?: Tx,
    ): Promise<ReadonlyMap<SubscriberId, Answers>> => {
      const known = await standings.ledgersOf(subscribers, tx);
      const noes = await lines.noesIn(
        [...known.values()].map(({ ledgerId }) => ledgerId),
        tx,
      );
      return new Map(
        [...known].map(([subscriber, { ledgerId, standing, blocked }]) => [
          subscriber,
          { standing, saidNo: noes.get(ledgerId) ?? new Set(), blocked },
        ]),
      );
    },
    /** One line of the person's own ledger. */
    lineOf: async (subscriber: SubscriberId, id: DecisionId): Promise<LedgerLine | null> => {
      const ledgerId = await standings.ledgerOf(subscriber);
      return ledgerId && lines.line(ledgerId, id);
    },
    /** Destroys the link from the person to the ledger, and the evidence; the lines stay under their random id (PRIV-3). */
    erase: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      const ledgerId = await standings.ledgerOf(subscriber, tx);
      await standings.eraseStanding(subscriber, tx);
      if (ledgerId) await lines.eraseEvidence(ledgerId, tx);
    },
  };
}
