/** The refused rows as a file to mend and import again: the row's number, the reason, and the row as it was, without birthdays. */
import type { Readable } from 'node:stream';
import { NotFound } from '../platform/errors/index.ts';
import type { Translate } from '../platform/i18n/index.ts';
import { csvOf } from '../platform/text/index.ts';
import type { ImportsContext } from './context.ts';
import { type FileRow, readRows } from './file/read-rows.ts';
import type { ImportRun } from './import-run.ts';
import type { Columns } from './rows/recognise-columns.ts';
import type { RefusedRow } from './rows-store.ts';

/** The file; NotFound where it was deleted. */
export function refusedCsv(context: ImportsContext, run: ImportRun, t: Translate): Readable {
  if (!run.file || !run.mapping) throw new NotFound({ key: 'imports:problem.fileDeleted' });
  const rows = readRows(context.uploads.read(run.file), run.mapping);
  const refused = context.rows.allRefused(run.id);
  return csvOf(withReasons(rows, refused, run.mapping.columns, t));
}

// Both come in the order of the file.
async function* withReasons(
  rows: AsyncIterable<FileRow>,
  refused: AsyncIterable<RefusedRow>,
  columns: Columns,
  t: Translate,
) {
  const reasons = refused[Symbol.asyncIterator]();
  let isHeader = true;
  let next = await reasons.next();
  for await (const { number, cells } of rows) {
    if (isHeader) yield [t('imports:refused.row'), t('imports:refused.reason'), ...cells];
    isHeader = false;
    if (next.done) return;
    if (next.value.row !== number) continue;
    const { reason } = next.value;
    // Nothing of who is too young is handed on, and nobody's birthday (CON-13).
    const shown =
      reason === 'tooYoung' ? [] : cells.map((cell, at) => (columns[at] === 'birthday' ? '' : cell));
    yield [String(number), t(`imports:reason.${reason}`), ...shown];
    next = await reasons.next();
  }
}
