import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { merkleTree } from '../../server/consent/proof/merkle.ts';

const hash = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962 §2.1 as it is written there: split at the largest power of two below the number of leaves. */
function byTheBook(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return hash();
  if (leaves.length === 1) return hash(Buffer.of(0), leaves[0]!);
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return hash(Buffer.of(1), byTheBook(leaves.slice(0, half)), byTheBook(leaves.slice(half)));
}

describe('The Merkle tree', () => {
  it('CON-4 has the root of RFC 6962 for any number of leaves', () => {
    const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 70 }), (leaves) => {
        const tree = merkleTree();
        for (const one of leaves) tree.add(one.toString('hex'));
        expect(tree.root()).to.equal(byTheBook(leaves).toString('hex'));
        expect(tree.leaves).to.equal(leaves.length);
      }),
    );
  });
});
