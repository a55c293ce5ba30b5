/** The texts: the same in Dutch and English, all that are asked for, none that nobody asks for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { translator } from '../server/platform/i18n/index.ts';
import { projectRoot, templatesDir } from '../server/platform/paths/index.ts';

const texts = { nl: keysOf('nl'), en: keysOf('en') };
const plural = (key: string) => key.replace(/_(?:zero|one|two|few|many|other)$/, '');
const known = new Set([...texts.nl.keys()].map(plural));
const sources = [...filesIn(join(projectRoot, 'server'), '.ts'), ...filesIn(templatesDir, '.hbs')].map(
  (file) => readFileSync(file, 'utf8'),
);

describe('Texts', () => {
  it('A11Y-4 are the same in Dutch and English, key by key', () => {
    expect(
      [...texts.nl.keys()].filter((key) => !texts.en.has(key)),
      'missing in English',
    ).to.deep.equal([]);
    expect(
      [...texts.en.keys()].filter((key) => !texts.nl.has(key)),
      'missing in Dutch',
    ).to.deep.equal([]);
  });

  it('A11Y-4 use the same values in both languages', () => {
    const values = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort().join();
    const unlike = [...texts.nl].filter(([key, text]) => values(text) !== values(texts.en.get(key) ?? text));
    expect(unlike.map(([key]) => key)).to.deep.equal([]);
  });

  it('A11Y-4 exist for every key that a page or the code names in full', () => {
    const namespaces = new Set([...known].map((key) => key.split(':')[0]));
    const named = sources.flatMap((text) =>
      [...text.matchAll(/['"`]([a-z]\w*:[\w.-]+)['"`]/g)].map((match) => match[1]!),
    );
    const missing = named.filter(
      (key) => namespaces.has(key.split(':')[0]!) && !known.has(key) && !isNode(key),
    );
    expect([...new Set(missing)]).to.deep.equal([]);
  });

  it('call a topic a topic in English, and keep ‘subject’ for mails', () => {
    const namespaces = ['preferences:', 'consent:', 'interests:', 'people:', 'groups:'];
    const ofTopics = [...texts.en].filter(([key]) => namespaces.some((start) => key.startsWith(start)));
    const statements = readdirSync(join(templatesDir, 'statements')).filter((name) =>
      name.endsWith('.en.md'),
    );
    const pages = statements.map((name) => [
      name,
      readFileSync(join(templatesDir, 'statements', name), 'utf8'),
    ]);
    const wrong = [...ofTopics, ...pages].filter(([, text]) => /\bsubjects?\b/i.test(text!));
    expect(wrong.map(([place]) => place)).to.deep.equal([]);
  });

  it('A11Y-4 write a number as their language does', () => {
    const orders = { count: 1500, megabytes: 4.5 };
    expect(translator('nl')('interests:api.ordersText', orders))
      .to.include('tot 1.500 ')
      .and.include('4,5 MB');
    expect(translator('en')('interests:api.ordersText', orders))
      .to.include('to 1,500 ')
      .and.include('4.5 MB');
  });

  it('are all in use', () => {
    const all = sources.join('\n');
    const unused = [...known].filter((key) => !all.includes(key) && !isBuiltFrom(key, all));
    expect(unused).to.deep.equal([]);
  });
});

/** Whether the code builds the key from a part of it, such as `common:errorPage.${status}` or (concat "x:y." z). */
function isBuiltFrom(key: string, all: string): boolean {
  const parts = key.split('.');
  for (let length = parts.length - 1; length >= 1; length -= 1) {
    const start = `${parts.slice(0, length).join('.')}.`;
    if (all.includes(`${start}\${`) || all.includes(`"${start}"`) || all.includes(`'${start}'`)) return true;
  }
  return all.includes(`${key.split(':')[0]}:\${`);
}

function isNode(key: string): boolean {
  return [...known].some((one) => one.startsWith(`${key}.`)) || key.endsWith('.');
}

function keysOf(language: string): Map<string, string> {
  const folder = join(templatesDir, 'locales', language);
  const keys = new Map<string, string>();
  const walk = (at: string, value: unknown): void => {
    if (typeof value === 'string') keys.set(at, value);
    else
      for (const [key, inside] of Object.entries(value as object))
        walk(at.endsWith(':') ? at + key : `${at}.${key}`, inside);
  };
  for (const file of readdirSync(folder)) {
    walk(`${file.replace('.json', '')}:`, JSON.parse(readFileSync(join(folder, file), 'utf8')));
  }
  return keys;
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}
