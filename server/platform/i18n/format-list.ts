/** Several things in words: the two largest units of a length of time ('1 dag en 10 uur'), and any words in a row. */
import type { Language } from './language.ts';

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** The length in words; below a second it is one second, and what is smaller than the second unit is left out. */
export function formatDuration(ms: number, language: Language): string {
  const locale = localeOf(language);
  const seconds = Math.max(1, Math.round(ms / 1000));
  const largest = units.findIndex(([, size]) => size <= seconds);
  let left = seconds;
  const parts = units.slice(largest, largest + 2).flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
    return count > 0 ? [format.format(count)] : [];
  });
  return formatList(parts, language);
}

/** Words in a row: 'Bo, Mila en Ann'. */
export function formatList(words: readonly string[], language: Language): string {
  return new Intl.ListFormat(localeOf(language), { type: 'conjunction' }).format(words);
}

function localeOf(language: Language): string {
  return language === 'nl' ? 'nl-NL' : 'en-GB';
}
