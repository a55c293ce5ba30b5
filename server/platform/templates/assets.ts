/** Addresses of the files in templates/assets, with a hash of their content so that browsers may keep them for good. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { templatesDir } from '../paths/index.ts';

const known = new Map<string, string>();

/** The address of an asset: `/assets/look.css?v=3f2a…`. */
export function asset(name: string): string {
  const found = known.get(name);
  if (found) return found;
  const hash = createHash('sha256')
    .update(readFileSync(join(templatesDir, 'assets', name)))
    .digest('hex');
  const address = `/assets/${name}?v=${hash.slice(0, 10)}`;
  known.set(name, address);
  return address;
}
