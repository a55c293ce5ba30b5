/** Seals what the journal keeps of a person, so that only this program reads it, and nobody once the person is erased. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { NamedKey } from '../platform/config/index.ts';
import { takeRandom, type SubscriberId } from '../platform/ids/index.ts';

/** What it takes besides the secret key: the person's own salt lies in the database only, and goes with them. */
interface SealFor {
  readonly subscriber: SubscriberId;
  readonly salt: string;
}

/** A salt for a new person. */
export function newSalt(): string {
  return takeRandom(16).toString('base64url');
}

/** `<key id>:<base64url of nonce, tag and text>`, AES-256-GCM; bound to the person. */
export function seal(text: string, { id, key }: NamedKey, who: SealFor): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor(key, who), nonce).setAAD(Buffer.from(who.subscriber));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${id}:${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** The text; null where the key is not among these, or it was sealed for somebody else or otherwise. */
export function unseal(sealed: string, keys: readonly NamedKey[], who: SealFor): string | null {
  const [id, encoded = ''] = sealed.split(':');
  const key = keys.find((one) => one.id === id)?.key;
  if (!key) return null;
  const bytes = Buffer.from(encoded, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(key, who), bytes.subarray(0, 12))
      .setAAD(Buffer.from(who.subscriber))
      .setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

// HKDF (RFC 5869), so that the secret that hashes suppressions is not the one that seals.
function keyFor(secret: Buffer, { salt }: SealFor): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.from(salt, 'base64url'), 'voorkeur journal', 32));
}
