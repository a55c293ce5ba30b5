/** Publishes the day's root: over all lines that no root covers yet, signed, and in the journal first. */
import type { Clock } from '../platform/clock/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { LedgerKey } from './proof/ledger-key.ts';
import { merkleTree } from './proof/merkle.ts';
import { type LedgerRoot, signRoot } from './proof/root.ts';
import type { RootsStore } from './roots-store.ts';

export interface PublishContext {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  readonly ledger: LedgerStore;
  readonly roots: RootsStore;
  readonly key: LedgerKey;
  readonly installation: () => Promise<string>;
}

/** Publishes a root once a day, when there is anything new; null when there is nothing to do. */
export async function publishDailyRoot(context: PublishContext): Promise<LedgerRoot | null> {
  const { roots, clock } = context;
  const last = await roots.last();
  if (last && dayOf(last.at) === dayOf(clock())) return null;
  if (!(await roots.lease(clock()))) return null;
  try {
    return await publish(context, await roots.last());
  } finally {
    await roots.release(clock());
  }
}

// Stopped in between, it is taken up again: lines marked for a root that does not exist yet are counted with it.
async function publish(context: PublishContext, last: LedgerRoot | null): Promise<LedgerRoot | null> {
  const { clock, journal, ledger, roots, key } = context;
  const number = (last?.number ?? 0) + 1;
  await ledger.coverBy(number);
  const tree = merkleTree();
  for await (const hash of ledger.hashesUnder(number)) tree.add(hash);
  if (tree.leaves === 0) return null;
  const what = {
    number,
    installation: await context.installation(),
    at: clock(),
    root: tree.root(),
    previous: last?.root ?? null,
    lines: tree.leaves,
    total: (last?.total ?? 0) + tree.leaves,
  };
  const root = signRoot(what, key);
  const done = await journal.append([{ kind: 'root', ...root }]);
  await roots.add(root);
  done();
  return root;
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
