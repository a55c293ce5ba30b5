/** Reads keys that come by name, several at once: `k2:<base64>,k1:<base64>`; the first signs. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** A secret of at least 32 bytes under a short id. */
export interface NamedKey {
  readonly id: string;
  readonly key: Buffer;
}

/** An RSA key under the selector by which the DNS tells of it (RFC 6376 §3.1). */
export interface DkimKey {
  readonly selector: string;
  readonly key: KeyObject;
}

/** RFC 8301 §3.2. */
const shortestRsaBits = 2048;
const selectors = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/;

/** Parses a list of named secrets, the first of which signs and all of which verify. */
export const namedKeys = keyList(({ name, bytes }): NamedKey | string => {
  if (!/^[a-z0-9]{1,4}$/.test(name))
    return `the key id "${name}" must be 1 to 4 lower-case letters or digits`;
  if (bytes.length < 32) return `the key "${name}" must be at least 32 bytes, in base64`;
  return { id: name, key: bytes };
});

/** Parses a list of RSA keys (PKCS#8 or PKCS#1, DER) by their selectors, the first of which signs. */
export const dkimKeys = keyList(({ name, bytes }): DkimKey | string => {
  if (!selectors.test(name))
    return `the selector "${name}" must be lower-case letters, digits, hyphens and dots`;
  const key = rsaKey(bytes);
  if (!key)
    return `the key "${name}" must be a private RSA key of at least ${shortestRsaBits} bits, in base64`;
  return { selector: name, key };
});

interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Says what is wrong with which: `read` answers the key, or the sentence. */
function keyList<Key extends object>(read: (part: Part) => Key | string) {
  return z.string().transform((text, context): readonly Key[] => {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part): Part => {
        const [name = '', encoded = ''] = part.split(':');
        return { name, bytes: Buffer.from(encoded, 'base64') };
      });
    const fail = (message: string) => context.addIssue({ code: 'custom', message });
    if (parts.length === 0) fail('needs at least one key, written as name:base64');
    if (new Set(parts.map(({ name }) => name)).size < parts.length) fail('two keys have the same name');
    const keys: Key[] = [];
    for (const key of parts.map(read)) {
      if (typeof key === 'string') fail(key);
      else keys.push(key);
    }
    return keys;
  });
}

function rsaKey(der: Buffer): KeyObject | null {
  const key = privateKey(der, 'pkcs8') ?? privateKey(der, 'pkcs1');
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  return key?.asymmetricKeyType === 'rsa' && bits >= shortestRsaBits ? key : null;
}

function privateKey(der: Buffer, type: 'pkcs8' | 'pkcs1'): KeyObject | null {
  try {
    return createPrivateKey({ key: der, format: 'der', type });
  } catch {
    return null;
  }
}
