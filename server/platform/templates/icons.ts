/** Icons from lucide-static, inlined so that a page loads nothing for them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = join(dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons');
const known = new Map<string, string>();

/** The icon as SVG with class "icon", hidden from screen readers; throws for a name that lucide does not have. */
export function icon(name: string): string {
  const found = known.get(name);
  if (found) return found;
  const inside = readFileSync(join(folder, `${name}.svg`), 'utf8')
    .replace(/<!--.*?-->/gs, '')
    .replace(/<svg[^>]*>/s, '')
    .replace('</svg>', '')
    .replace(/\s*\n\s*/g, '');
  const svg = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${inside}</svg>`;
  known.set(name, svg);
  return svg;
}
