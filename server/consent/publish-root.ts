/** Publishes the day's root: over all lines that no root covers yet, signed, and in the journal first. */
import type { Clock } from '../platform/clock/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { newId, type DecisionId } from '../platform/ids/index.ts';
import { type Journal, takeBack } from '../platform/journal/index.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import type { LedgerKey } from './proof/ledger-key.ts';
import { merkleTree } from './proof/merkle.ts';
import { type LedgerRoot, signRoot } from './proof/root.ts';
import type { RootsStore } from './roots-store.ts';

interface PublishContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  readonly ledger: LedgerStore;
  readonly roots: RootsStore;
  readonly key: LedgerKey;
  readonly installation: () => Promise<string>;
}

/** What is done in the same transaction as the root is kept, such as mailing it. */
export type Alongside = (root: LedgerRoot, tx: Tx) => Promise<void>;

/** Publishes a root once a day, when there is anything new; null when there is nothing to do. */
export async function publishDailyRoot(
  context: PublishContext,
  alongside: Alongside,
): Promise<LedgerRoot | null> {
  const { roots, clock } = context;
  const last = await roots.last();
  if (last && dayOf(last.at) === dayOf(clock())) return null;
  if (!(await roots.lease(clock()))) return null;
  try {
    return await publish(context, await roots.last(), alongside);
  } finally {
    await roots.release(clock());
  }
}

// Stopped in between, it is taken up again: lines marked for a root that does not exist yet are counted with it.
async function publish(
  context: PublishContext,
  last: LedgerRoot | null,
  alongside: Alongside,
): Promise<LedgerRoot | null> {
  const { clock, ledger, key } = context;
  const number = (last?.number ?? 0) + 1;
  const at = clock();
  await ledger.coverBy(number, at);
  const tree = merkleTree();
  for await (const hash of ledger.hashesUnder(number)) tree.add(hash);
  if (tree.leaves === 0) return null;
  const what = {
    number,
    installation: await context.installation(),
    at,
    root: tree.root(),
    previous: last?.root ?? null,
    lines: tree.leaves,
    total: (last?.total ?? 0) + tree.leaves,
  };
  const root = signRoot(what, key);
  await keep(context, root, last ? await ledger.lateUnder(number, last.at) : [], alongside);
  return root;
}

// With the lines that came too late for the root before, the journal tells which lines each root covers.
async function keep(
  { db, journal, roots }: PublishContext,
  root: LedgerRoot,
  late: readonly DecisionId[],
  alongside: Alongside,
): Promise<void> {
  const id = newId();
  const done = await journal.append([{ kind: 'root', id, ...root, late }]);
  try {
    await db.transaction(async (tx) => {
      await roots.add(root, tx);
      await alongside(root, tx);
    });
  } catch (error) {
    await takeBack(journal, [{ id }]);
    throw error;
  } finally {
    done();
  }
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
