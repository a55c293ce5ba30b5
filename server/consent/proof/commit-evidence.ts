/** Binds a line to its evidence by a salted commitment: text and salt can be erased, and the line stays what it was. */
import { createHash } from 'node:crypto';
import { takeRandom } from '../../platform/ids/index.ts';

/** What shows a decision, with the salt that its commitment was made with. */
export interface Evidence {
  readonly text: string;
  /** 32 random bytes in hex; without it nobody can guess the text from the commitment. */
  readonly salt: string;
}

/** The text with a fresh salt. */
export function saltEvidence(text: string): Evidence {
  return { text, salt: takeRandom(32).toString('hex') };
}

/** SHA-256 of the salt followed by the text, in hex. */
export function commitmentTo({ text, salt }: Evidence): string {
  return createHash('sha256').update(salt).update(text).digest('hex');
}
