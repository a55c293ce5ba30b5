/** The gaps in a statement, such as {name}, and the shop's details that fill them. */
import { languages } from '../../platform/i18n/index.ts';
import type { ShopSettings } from '../../settings/index.ts';
import type { Words } from './statement.ts';

/** The details that a statement may name. */
export const gaps = [
  'name',
  'street',
  'postcode',
  'town',
  'phone',
  'email',
  'website',
  'registration',
  'minimumGroup',
  'minimumAge',
] as const satisfies readonly (keyof ShopSettings)[];
export type Gap = (typeof gaps)[number];

const gapForm = /\{(\w+)\}/g;

/** Fills the gaps of both languages; what is no gap stays as it is. */
export function fillWords(source: Words, shop: ShopSettings): Words {
  return { nl: fill(source.nl, shop), en: fill(source.en, shop) };
}

function fill(source: string, shop: ShopSettings): string {
  return source.replace(gapForm, (whole, name: string) =>
    isGap(name) ? asMarkdown(String(shop[name])) : whole,
  );
}

/** The gaps in these words whose detail the settings do not have. */
export function emptyGaps(source: Words, shop: ShopSettings): readonly Gap[] {
  return gaps.filter((gap) => namesIn(source).has(gap) && String(shop[gap]) === '');
}

/** What stands in braces and is no gap. */
export function unknownGaps(source: Words): readonly string[] {
  return [...namesIn(source)].filter((name) => !isGap(name));
}

function namesIn(source: Words): ReadonlySet<string> {
  return new Set(languages.flatMap((each) => [...source[each].matchAll(gapForm)].map((match) => match[1]!)));
}

function isGap(name: string): name is Gap {
  return gaps.includes(name as Gap);
}

// A detail is words, not Markdown: what could mean something there is written with a backslash.
function asMarkdown(detail: string): string {
  return detail.replace(/[\\`*_[\]<>|&~!]/g, '\\$&');
}
