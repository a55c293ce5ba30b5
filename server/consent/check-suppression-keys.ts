/** Refuses to start with suppression keys that would let blocked addresses through (CON-10). */
import { createHmac } from 'node:crypto';
import { ConfigError, type NamedKey } from '../platform/config/index.ts';
import type { SuppressionsStore } from './suppressions-store.ts';

/** Throws a ConfigError where a key is missing that the list needs, or is another one than it was. */
export async function checkSuppressionKeys(
  store: SuppressionsStore,
  keys: readonly NamedKey[],
): Promise<void> {
  const problems = await Promise.all(keys.map((key) => wrongKey(store, key)));
  const given = new Set(keys.map(({ id }) => id));
  const missing = (await store.keysInUse()).filter((id) => !given.has(id)).map(missingKey);
  const found = [...problems, ...missing].filter((problem) => problem !== null);
  if (found.length > 0) throw new ConfigError(found.join('\n'));
}

/** What is wrong with a hash whose key is not given; null when all is well. */
export function missingKey(id: string): string {
  return `SUPPRESSION_KEYS: the key "${id}" is missing, and addresses are blocked with it; add it after the others`;
}

async function wrongKey(store: SuppressionsStore, { id, key }: NamedKey): Promise<string | null> {
  const check = createHmac('sha256', key).update('voorkeur suppression key check').digest('base64url');
  if ((await store.checkOf(id, check)) === check) return null;
  return `SUPPRESSION_KEYS: the key "${id}" is not the one that this database knows by that name; give back the old one, and a new key a name of its own`;
}
