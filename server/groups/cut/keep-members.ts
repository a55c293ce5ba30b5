/** Keeps who is in the definitions that were counted, so that each is evaluated once; the least used go when it is full. */
import type { Bits } from './bits.ts';

/** What is kept under the name, or else what `evaluate` gives. */
export type KeepMembers = (name: string, evaluate: () => Bits) => Bits;

/** Two hundred definitions of five million people. */
const mostBytes = 128 * 2 ** 20;

/** Opens the memory; no more than so many bytes are kept. */
export function openMembers(most = mostBytes): KeepMembers {
  const kept = new Map<string, Bits>();
  let bytes = 0;
  return (name, evaluate) => {
    const known = kept.get(name);
    const members = known ?? evaluate();
    if (!known) bytes += members.byteLength;
    kept.delete(name);
    kept.set(name, members);
    for (const [other, old] of kept) {
      if (bytes <= most) break;
      kept.delete(other);
      bytes -= old.byteLength;
    }
    return members;
  };
}
