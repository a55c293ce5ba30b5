/** The hash under which a version of the statement is known. */
import { hashOf } from '../proof/hash-line.ts';
import type { StatementVersion, Words } from './statement.ts';

/** SHA-256 of the canonical JSON of number, first day and text in each language, in hex. */
export function hashOfStatement({
  number,
  effectiveOn,
  text: { nl, en },
}: Pick<StatementVersion, 'number' | 'effectiveOn'> & { readonly text: Words }): string {
  return hashOf({ number, effectiveOn, text: { nl, en } });
}

/** Whether the version is as it was fixed; one that is not fixed yet cannot be otherwise. */
export function isAsFixed({ hash, text, ...version }: StatementVersion): boolean {
  if (hash === null) return text === null;
  return text !== null && hashOfStatement({ ...version, text }) === hash;
}
