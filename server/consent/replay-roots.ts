/** Puts back the roots that the journal has and a restored database has not, with the lines that each covers. */
import type { Db } from '../platform/db/index.ts';
import type { DecisionId } from '../platform/ids/index.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import type { LedgerKey } from './proof/ledger-key.ts';
import { follows, isGenuine, type LedgerRoot } from './proof/root.ts';
import type { RootsStore } from './roots-store.ts';

/** A root as the journal has it. */
export interface JournalRoot {
  readonly root: LedgerRoot;
  /** Lines from before the root before, which it covers because they came too late for that one. */
  readonly late: readonly DecisionId[];
}

export interface ReplayedRoots {
  readonly restored: number;
  /** Forged, or not following on what is there, or another one than the database has under that number. */
  readonly refused: number;
}

interface Context {
  readonly db: Db;
  readonly ledger: LedgerStore;
  readonly roots: RootsStore;
  readonly key: LedgerKey;
}

/** Puts back what is missing; to be called when the ledger has all its lines again. */
export async function replayRoots(
  { db, ledger, roots, key }: Context,
  published: readonly JournalRoot[],
): Promise<ReplayedRoots> {
  const known = await roots.all();
  const keys = new Set([key.publicKey, ...known.map(({ publicKey }) => publicKey)]);
  let last = known.at(-1) ?? null;
  let restored = 0;
  let refused = 0;
  for (const { root } of [...published].sort((a, b) => a.root.number - b.root.number)) {
    const there = known.find(({ number }) => number === root.number);
    if (there?.signature === root.signature) continue;
    if (!keys.has(root.publicKey) || !isGenuine(root) || !follows(root, last)) {
      refused += 1;
      continue;
    }
    const later = published.filter((one) => one.root.number > root.number);
    await ledger.coverBy(
      root.number,
      root.at,
      later.flatMap(({ late }) => late),
    );
    await db.transaction((tx) => roots.add(root, tx));
    last = root;
    restored += 1;
  }
  return { restored, refused };
}
