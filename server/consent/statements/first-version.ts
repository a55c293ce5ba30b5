/** The version that comes along with the program; it follows the settings until somebody agrees under it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dutchDay } from '../../platform/clock/index.ts';
import { templatesDir } from '../../platform/paths/index.ts';
import type { StatementsContext } from './context.ts';
import { fillWords } from './gaps.ts';
import { hashOfStatement } from './hash-of-statement.ts';

/** Puts it in, counting from today; doing it again changes nothing that is fixed. */
export async function addFirstVersion({ statements, clock }: StatementsContext): Promise<void> {
  const read = (language: string) => readFile(join(templatesDir, 'statements', `1.${language}.md`), 'utf8');
  const now = clock();
  await statements.addFirst({
    number: 1,
    source: { nl: await read('nl'), en: await read('en') },
    ...{ text: null, hash: null, summary: null, publishedBy: null, withdrawnAt: null },
    effectiveOn: dutchDay(now),
    effectiveAt: now,
    publishedAt: now,
  });
}

/** Fixes the version's text with the settings of now, unless it is fixed: somebody agrees under it (CON-3). */
export async function fixStatement(
  { statements, settings }: StatementsContext,
  number: number,
): Promise<void> {
  const version = await statements.find(number);
  if (!version || version.hash !== null) return;
  const text = fillWords(version.source, await settings.current());
  await statements.fix(number, text, hashOfStatement({ ...version, text }));
}
