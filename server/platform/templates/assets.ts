/** Addresses of the files in templates/assets and of packages, with a hash of their content so that browsers may keep them for good. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { templatesDir } from '../paths/index.ts';

const dist = (name: string) =>
  join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'dist');

/** Files of packages that are served beside our own, by the name they are served under. */
export const packageAssets: ReadonlyMap<string, string> = new Map([
  ['htmx.js', join(dist('htmx.org'), 'htmx.min.js')],
  ['uplot.js', join(dist('uplot'), 'uPlot.iife.min.js')],
  ['uplot.css', join(dist('uplot'), 'uPlot.min.css')],
]);

const known = new Map<string, string>();

/** The address of an asset: `/assets/look.css?v=3f2a…`. */
export function asset(name: string): string {
  const found = known.get(name);
  if (found) return found;
  const hash = createHash('sha256')
    .update(readFileSync(packageAssets.get(name) ?? join(templatesDir, 'assets', name)))
    .digest('hex');
  const address = `/assets/${name}?v=${hash.slice(0, 10)}`;
  known.set(name, address);
  return address;
}
