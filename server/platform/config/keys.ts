/** Reads keys that come by name, several at once: `k2:<base64>,k1:<base64>`; the first signs, all verify. */
import { z } from 'zod';

/** A secret of at least 32 bytes under a short id. */
export interface NamedKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Parses a list of named keys and says what is wrong with which. */
export const namedKeys = z.string().transform((text, context): readonly NamedKey[] => {
  const keys = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [id = '', encoded = ''] = part.split(':');
      return { id, key: Buffer.from(encoded, 'base64') };
    });
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (keys.length === 0) fail('needs at least one key, written as id:base64');
  for (const { id, key } of keys) {
    if (!/^[a-z0-9]{1,4}$/.test(id)) fail(`the key id "${id}" must be 1 to 4 lower-case letters or digits`);
    else if (key.length < 32) fail(`the key "${id}" must be at least 32 bytes, in base64`);
  }
  if (new Set(keys.map(({ id }) => id)).size < keys.length) fail('two keys have the same id');
  return keys;
});
