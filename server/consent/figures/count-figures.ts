/** Counts the figures from the whole ledger: once a day, and again when somebody asks. */
import { type Clock, dutchDay } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { PurposesStore } from '../purposes-store.ts';
import type { Sums } from './figures.ts';
import type { CountingState, FiguresStore } from './figures-store.ts';
import { sumDecisions } from './sum-decisions.ts';

export interface CountContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly ledger: Pick<LedgerStore, 'everyLine'>;
  readonly purposes: Pick<PurposesStore, 'purposes'>;
  readonly store: FiguresStore;
}

/** Counts where it is due and no other process does so. */
export async function countFigures(context: CountContext): Promise<void> {
  const { db, clock, store } = context;
  const at = clock();
  if (!isDue(await store.state(), at) || !(await store.begin(at))) return;
  try {
    const sums = await sumLedger(context, at);
    await db.transaction((tx) => store.keep(sums, at, tx));
  } finally {
    await store.end();
  }
}

// While the ledger is empty counting costs nothing, and the first decision should show.
function isDue({ countedAt, lines, asked }: CountingState, now: Date): boolean {
  return asked || countedAt === null || lines === 0 || dutchDay(countedAt) !== dutchDay(now);
}

// What is recorded meanwhile waits for the next time, so that the figures are those of one moment.
async function sumLedger({ ledger, purposes, store }: CountContext, at: Date): Promise<Sums> {
  const known = await purposes.purposes();
  const summing = sumDecisions(new Map(known.map((purpose) => [purpose.key, purpose])));
  for (const row of await store.erased()) summing.erased(row);
  for await (const { line } of ledger.everyLine()) if (line.recordedAt <= at) summing.add(line);
  return summing.sums();
}
