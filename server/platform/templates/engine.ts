/** One Handlebars for all files in templates/, with the few helpers that pages and mails share. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';
import {
  formatDate,
  formatDateTime,
  formatList,
  formatMonth,
  formatNumber,
  translator,
  type Language,
} from '../i18n/index.ts';
import { templatesDir } from '../paths/index.ts';
import { asset } from './assets.ts';
import { icon } from './icons.ts';

const engine = Handlebars.create();
const compiled = new Map<string, Handlebars.TemplateDelegate>();

/** Helpers see the page's language, and the choice of it that links carry on, at the root of the data. */
interface Root {
  readonly lang: Language;
  readonly chosenLang?: Language | undefined;
}
const rootOf = (options: Handlebars.HelperOptions) => (options.data as { root: Root }).root;

engine.registerHelper({
  t: (key: string, options: Handlebars.HelperOptions) => translator(rootOf(options).lang)(key, options.hash),
  date: (at: Date, options: Handlebars.HelperOptions) => formatDate(at, rootOf(options).lang),
  dateTime: (at: Date, options: Handlebars.HelperOptions) => formatDateTime(at, rootOf(options).lang),
  month: (at: Date, options: Handlebars.HelperOptions) => formatMonth(at, rootOf(options).lang),
  iso: (at: Date) => at.toISOString(),
  number: (value: number, options: Handlebars.HelperOptions) => formatNumber(value, rootOf(options).lang),
  icon: (name: string) => new Handlebars.SafeString(icon(name)),
  asset: (name: string) => asset(name),
  href: (path: string, options: Handlebars.HelperOptions) => withLanguage(path, rootOf(options).chosenLang),
  eq: (a: unknown, b: unknown) => a === b,
  or: (...values: unknown[]) => values.slice(0, -1).some(Boolean),
  and: (...values: unknown[]) => values.slice(0, -1).every(Boolean),
  not: (value: unknown) => !value,
  concat: (...values: unknown[]) => values.slice(0, -1).join(''),
  /** Words in a row: 'Bo, Mila and Ann'. */
  list: (words: readonly string[], options: Handlebars.HelperOptions) =>
    formatList(words, rootOf(options).lang),
  has: (list: readonly unknown[] | undefined, value: unknown) => list?.includes(value) ?? false,
});

for (const file of readdirSync(join(templatesDir, 'partials'))) {
  engine.registerPartial(
    file.replace('.hbs', ''),
    readFileSync(join(templatesDir, 'partials', file), 'utf8').trimEnd(),
  );
}

/** The path with the chosen language added, so that it stays chosen from page to page without a cookie. */
export function withLanguage(path: string, language: Language | undefined): string {
  if (!language) return path;
  const [before, hash] = path.split('#');
  return `${before}${before!.includes('?') ? '&' : '?'}lang=${language}${hash === undefined ? '' : `#${hash}`}`;
}

/** Fills the template file `templates/<name>.hbs`; unknown helpers and partials throw. */
export function fill(name: string, data: object, options: { escape: boolean } = { escape: true }): string {
  const key = `${name} ${options.escape}`;
  let template = compiled.get(key);
  if (!template) {
    const file = join(templatesDir, `${name}.hbs`);
    if (relative(templatesDir, file).startsWith('..')) throw new Error(`${name} lies outside templates/`);
    template = engine.compile(readFileSync(file, 'utf8'), { noEscape: !options.escape, strict: false });
    compiled.set(key, template);
  }
  return template(data);
}
