/** Remembers which addresses a file had before, in memory that does not grow with the file (a Bloom filter). */
import { createHash } from 'node:crypto';

const bits = 2 ** 26; // 8 MB: with a million addresses about one in 80,000 is wrongly called a repeat

/** A function that says whether it was given the address before, and remembers it. */
export function seenBefore(): (email: string) => boolean {
  const filter = new Uint8Array(bits / 8);
  return (email) => {
    const hash = createHash('sha256').update(email).digest();
    let seen = true;
    for (const offset of [0, 4, 8, 12]) {
      const bit = hash.readUInt32LE(offset) % bits;
      seen &&= (filter[bit >> 3]! & (1 << (bit & 7))) !== 0;
      filter[bit >> 3]! |= 1 << (bit & 7);
    }
    return seen;
  };
}
