/** All texts of the system in Dutch and English, read from templates/locales/<language>/<room>.json. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { templatesDir } from '../paths/index.ts';
import { type Language, languages } from './language.ts';

export { formatDuration, formatList } from './format-list.ts';
export { isLanguage, type Language, languages } from './language.ts';

/** Turns a key such as `preferences:signUp.title` into words; a missing key throws, so that a test finds it. */
export type Translate = (key: string, values?: Readonly<Record<string, unknown>>) => string;

const words = i18next.createInstance();
await words.init({
  lng: 'nl',
  fallbackLng: false,
  resources: Object.fromEntries(languages.map((language) => [language, readTexts(language)])),
  interpolation: { escapeValue: false },
  returnNull: false,
  showSupportNotice: false,
  parseMissingKeyHandler: (key: string) => {
    throw new Error(`No text for ${key}`);
  },
} as Parameters<typeof words.init>[0]);

/** The translator into one language; numbers are written as in that language. */
export function translator(language: Language): Translate {
  const fixed = words.getFixedT(language);
  const asWritten = (value: unknown) => (typeof value === 'number' ? formatNumber(value, language) : value);
  return (key, values = {}) => {
    const written = Object.entries(values).map(([name, value]) => [name, asWritten(value)]);
    return fixed(key, { ...values, replace: Object.fromEntries(written) as object });
  };
}

/** One text in every language. */
export function inEveryLanguage(
  key: string,
  values: (language: Language) => Readonly<Record<string, unknown>> = () => ({}),
): Record<Language, string> {
  const texts = languages.map((language) => [language, translator(language)(key, values(language))]);
  return Object.fromEntries(texts) as Record<Language, string>;
}

const dutchTime = 'Europe/Amsterdam';

// Making a formatter takes a hundred times as long as using it.
const formats = Object.fromEntries(
  languages.map((language) => {
    const locale = language === 'nl' ? 'nl-NL' : 'en-GB';
    const time = { hour: '2-digit', minute: '2-digit', timeZone: dutchTime } as const;
    const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: dutchTime });
    const ofTime = new Intl.DateTimeFormat(locale, time);
    const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: dutchTime });
    const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: dutchTime });
    return [language, { date, month, weekday, time: ofTime, number: new Intl.NumberFormat(locale) }];
  }),
) as Record<
  Language,
  {
    date: Intl.DateTimeFormat;
    month: Intl.DateTimeFormat;
    weekday: Intl.DateTimeFormat;
    time: Intl.DateTimeFormat;
    number: Intl.NumberFormat;
  }
>;

/** A date in words: '12 maart 2026'. */
export function formatDate(at: Date, language: Language): string {
  return formats[language].date.format(at);
}

/** The month of a moment: 'maart 2026'. */
export function formatMonth(at: Date, language: Language): string {
  return formats[language].month.format(at);
}

/** A date with the time of day: '12 maart 2026, 11:02'. */
export function formatDateTime(at: Date, language: Language): string {
  return `${formatDate(at, language)}, ${formatTime(at, language)}`;
}

/** The day with its name: 'donderdag 12 maart 2026'. */
export function formatWeekday(at: Date, language: Language): string {
  return `${formats[language].weekday.format(at)} ${formatDate(at, language)}`;
}

/** The time of day: '11:02'. */
export function formatTime(at: Date, language: Language): string {
  return formats[language].time.format(at);
}

/** A number with the language's own separators. */
export function formatNumber(value: number, language: Language): string {
  return formats[language].number.format(value);
}

function readTexts(language: Language): Record<string, object> {
  const folder = join(templatesDir, 'locales', language);
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [
        name.replace('.json', ''),
        JSON.parse(readFileSync(join(folder, name), 'utf8')) as object,
      ]),
  );
}
