/** Loads the bitmaps of a cut when they are first asked for, and keeps them for the process, as plain bits. */
import { RoaringBitmap32 } from 'roaring-wasm';
import type { CutId } from '../model.ts';
import type { Value } from '../rules/values.ts';
import type { CutStore } from './cut-store.ts';
import { type Bits, bitsOf } from './bits.ts';
import type { BitsByValue } from './evaluate-rule.ts';

/** Gives the bitmaps of these values, each loaded once; nobody may write to them. */
export type LoadBitmaps = (cut: CutId, values: readonly Value[]) => Promise<BitsByValue>;

type Loaded = Map<Value, Promise<Bits>>;

/** As many cuts as the database keeps, and the one that is being counted before it is published. */
const mostCuts = 3;

/** Opens the cache. What falls out of it is freed by the garbage collector, as it may still be in use. */
export function openBitmaps(store: CutStore): LoadBitmaps {
  const cuts = new Map<CutId, Loaded>();
  const loadedOf = (cut: CutId): Loaded => {
    const loaded: Loaded = cuts.get(cut) ?? new Map();
    cuts.set(cut, loaded);
    if (cuts.size > mostCuts) cuts.delete([...cuts.keys()][0]!);
    return loaded;
  };
  const load = (loaded: Loaded, cut: CutId, value: Value): Promise<Bits> => {
    const known = loaded.get(value);
    if (known) return known;
    const loading = join(store.pieces(cut, value));
    loaded.set(value, loading);
    loading.catch(() => loaded.delete(value));
    return loading;
  };
  return async (cut, values) => {
    const loaded = loadedOf(cut);
    const entries = values.map(async (value) => [value, await load(loaded, cut, value)] as const);
    return new Map(await Promise.all(entries));
  };
}

async function join(pieces: Promise<readonly Uint8Array[]>): Promise<Bits> {
  return bitsOf(...(await pieces).map(unpack));
}

function unpack(piece: Uint8Array): Uint32Array {
  const bitmap = RoaringBitmap32.deserialize('portable', piece);
  const ordinals = bitmap.toUint32Array();
  bitmap.dispose();
  return ordinals;
}
