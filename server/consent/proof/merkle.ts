/** The root of a Merkle tree (RFC 6962 §2.1) over leaves that come one by one, in memory that grows with their logarithm. */
import { createHash } from 'node:crypto';

export interface MerkleTree {
  /** Adds the next leaf: the hash of a line, in hex. */
  add(leaf: string): void;
  readonly leaves: number;
  /** The root over all leaves so far, in hex; of none the hash of nothing. */
  root(): string;
}

/** An empty tree. */
export function merkleTree(): MerkleTree {
  // Roots of full subtrees, from the largest to the smallest, each with the number of its leaves.
  const stack: { readonly size: number; readonly hash: Buffer }[] = [];
  let leaves = 0;
  return {
    add: (leaf) => {
      leaves += 1;
      let node = { size: 1, hash: sha256(Buffer.of(0), Buffer.from(leaf, 'hex')) };
      for (let left = stack.at(-1); left?.size === node.size; left = stack.at(-1)) {
        stack.pop();
        node = { size: node.size * 2, hash: sha256(Buffer.of(1), left.hash, node.hash) };
      }
      stack.push(node);
    },
    get leaves() {
      return leaves;
    },
    root: () => {
      if (stack.length === 0) return sha256().toString('hex');
      const hashes = stack.map(({ hash }) => hash);
      return hashes.reduceRight((right, left) => sha256(Buffer.of(1), left, right)).toString('hex');
    },
  };
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
