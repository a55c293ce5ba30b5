/** Random bytes from a store that is filled at once: asking the system for a few bytes costs as much as for many. */
import { randomFillSync } from 'node:crypto';

const store = Buffer.alloc(8192);
let used = store.length;

/** So many random bytes (256 at most), each given out once. */
export function takeRandom(count: number): Buffer {
  if (used + count > store.length) {
    randomFillSync(store);
    used = 0;
  }
  const taken = Buffer.from(store.subarray(used, used + count));
  // What is given out does not stay in memory for somebody else.
  store.fill(0, used, used + count);
  used += count;
  return taken;
}
