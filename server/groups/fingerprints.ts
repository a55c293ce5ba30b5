/** Members as fingerprints, so that the sets of a day can be compared and nobody can be read from them (SEG-6). */
import { createHash } from 'node:crypto';
import type { SubscriberId } from '../platform/ids/index.ts';

const bytes = 8;

/** A person's fingerprint of one day: an id is random (80 bits), so that it cannot be found from this by trying. */
export function fingerprint(day: string, id: SubscriberId): string {
  return createHash('sha256').update(`${day} ${id}`).digest().subarray(0, bytes).toString('hex');
}

/** Packed for the database: 8 bytes a person, in the order of the fingerprints and not of the people. */
export function pack(fingerprints: ReadonlySet<string>): Buffer {
  return Buffer.from([...fingerprints].sort().join(''), 'hex');
}

/** The set that was packed. */
export function unpack(packed: Buffer): Set<string> {
  const text = packed.toString('hex');
  const found = new Set<string>();
  for (let at = 0; at < text.length; at += bytes * 2) found.add(text.slice(at, at + bytes * 2));
  return found;
}
