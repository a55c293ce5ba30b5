/** Reads single cells: an address, a yes or no, a date, a language, plain words. */
import type { Language } from '../../platform/i18n/index.ts';
import { normaliseEmail } from '../../subscribers/index.ts';

export type Answer = 'yes' | 'no' | 'unclear';
export type EmailProblem = 'noEmail' | 'twoEmails' | 'badEmail';

const list = (text: string): readonly string[] => text.split(' ');
const yes = list('ja j yes y 1 true waar x aan on subscribed aangemeld ingeschreven opted-in');
const plainNo = list('nee n no 0 false onwaar uit off');
const no = [
  ...plainNo,
  ...list('unsubscribed non-subscribed afgemeld uitgeschreven opted-out cleaned bounced'),
];
/** What programs write in a cell that holds nothing. */
const emptyWords = list('- null n/a 0000-00-00');

/** The address in the form that it is kept in, or why there is none that can be used. */
export function readEmail(cell: string): { readonly email: string } | { readonly problem: EmailProblem } {
  // An apostrophe before such a sign makes a cell inert (SEC-4) and is not part of the address.
  const text = cell
    .replace(/[\u200b-\u200d\ufeff]/g, '')
    .trim()
    .replace(/^'(?=[=+@-])/, '');
  if (text === '') return { problem: 'noEmail' };
  const inBrackets = /^[^<>]*<([^<>]+)>$/.exec(text)?.[1] ?? text;
  if (inBrackets.split('@').length > 2 && /[\s,;/|&]/.test(inBrackets)) return { problem: 'twoEmails' };
  const email = normaliseEmail(inBrackets);
  return email === null ? { problem: 'badEmail' } : { email };
}

/** Yes or no in Dutch and English; null for an empty cell. */
export function readAnswer(cell: string): Answer | null {
  const text = cell.trim().toLowerCase();
  if (text === '' || emptyWords.includes(text)) return null;
  if (yes.includes(text)) return 'yes';
  return no.includes(text) ? 'no' : 'unclear';
}

/** Whether a cell that holds a date, a yes or a state says that something happened. */
export function says(cell: string): boolean {
  const [first = ''] = cell.trim().toLowerCase().split(' ');
  return first !== '' && ![...plainNo, ...emptyWords].includes(first);
}

/** Dutch or English; null for any other language and for an empty cell. */
export function readLanguage(cell: string): Language | null {
  const text = cell.trim().toLowerCase();
  if (/^(?:nl\b|nld|dut|dutch|nederlands|hollands)/.test(text)) return 'nl';
  return /^(?:en\b|eng|english|engels)/.test(text) ? 'en' : null;
}

const yearFirst = /^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})/;
const dayFirst = /^(?<day>\d{1,2})[-/.](?<month>\d{1,2})[-/.](?<year>\d{4})/;
const timeOfDay =
  /^(?:[T ,]+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?)?(?: ?(?<zone>Z|UTC|[+-]\d{2}:?\d{2}))?$/;

/**
 * A date as `31-12-2025`, `31/12/2025` (the day first) or `2025-12-31`, with or without a time, which is UTC where no
 * zone is given. Null for an empty cell, 'unclear' for anything else: a guessed date would be no proof.
 */
export function readDate(cell: string): Date | 'unclear' | null {
  const text = cell.trim().replace(/^'/, '');
  if (text === '') return null;
  const date = yearFirst.exec(text) ?? dayFirst.exec(text);
  const time = date && timeOfDay.exec(text.slice(date[0].length));
  if (!date?.groups || !time?.groups) return 'unclear';
  const part = (name: string, width = 2) =>
    (date.groups![name] ?? time.groups![name] ?? '0').padStart(width, '0');
  const day = `${part('year', 4)}-${part('month')}-${part('day')}`;
  const at = new Date(
    `${day}T${part('hour')}:${part('minute')}:${part('second')}${zoneOf(time.groups['zone'])}`,
  );
  // 31 February would silently become 3 March.
  return Number.isNaN(at.getTime()) || new Date(day).toISOString().slice(0, 10) !== day ? 'unclear' : at;
}

/** Words on one line, without control characters and Shopify's leading apostrophe, at most `max` characters. */
export function readWords(cell: string, max: number): string {
  return cell
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .replace(/^'(?=\S)/, '')
    .slice(0, max);
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || zone === 'Z' || zone === 'UTC') return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}
