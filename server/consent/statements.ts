/** The privacy statement: versions as Markdown in templates/statements, filled with the shop's own facts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import type { Language } from '../platform/i18n/index.ts';
import { templatesDir } from '../platform/paths/index.ts';
import type { Settings, ShopSettings } from '../settings/index.ts';

export interface Statement {
  readonly version: number;
  readonly effectiveOn: Date;
  readonly html: string;
}

/** Every version, with the day from which it counts; the last one that counts already is in force. */
const versions = [{ version: 1, effectiveOn: new Date('2026-11-01T00:00:00Z') }] as const;

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** The version in force at that moment. */
export function statementAt(at: Date): { readonly version: number; readonly effectiveOn: Date } {
  return versions.findLast(({ effectiveOn }) => effectiveOn <= at) ?? versions[0];
}

/** The statement in force, in the language asked for. */
export async function statementInForce(settings: Settings, language: Language, at: Date): Promise<Statement> {
  const { version, effectiveOn } = statementAt(at);
  const text = await readFile(join(templatesDir, 'statements', `${version}.${language}.md`), 'utf8');
  return { version, effectiveOn, html: fillIn(markdown.render(text), await settings.current()) };
}

function fillIn(html: string, shop: ShopSettings): string {
  return html.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = shop[name as keyof ShopSettings];
    return value === undefined ? whole : markdown.utils.escapeHtml(String(value));
  });
}
