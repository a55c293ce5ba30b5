/** Reads an import's file in batches of rows, from the row after the last one that is done. */
import type { ImportsContext } from '../context.ts';
import { readRows } from '../file/read-rows.ts';
import type { ImportRun } from '../import-run.ts';
import { fillDown } from '../rows/fill-down.ts';
import { type ImportRow, readRow } from '../rows/read-row.ts';

export interface Batch {
  readonly rows: readonly ImportRow[];
  /** How much of the file has been read, in bytes. */
  readonly bytes: number;
}

const batchSize = 100;
const skippedAtOnce = 10_000;

/** Batches of rows below the headers whose number is past `after`; empty ones now and then while it looks for that row. */
export async function* batches(
  { uploads }: ImportsContext,
  run: ImportRun,
  after: number,
): AsyncGenerator<Batch> {
  const mapping = run.mapping!;
  const fill = fillDown();
  let rows: ImportRow[] = [];
  let isHeader = true;
  for await (const fileRow of readRows(uploads.read(run.file!), mapping)) {
    const row = isHeader ? null : fill(readRow(fileRow, mapping.columns));
    isHeader = false;
    if (row && row.number > after) rows.push(row);
    const isSkipping = fileRow.number <= after && fileRow.number % skippedAtOnce === 0;
    if (rows.length < batchSize && !isSkipping) continue;
    yield { rows, bytes: fileRow.bytes };
    rows = [];
  }
  if (rows.length > 0) yield { rows, bytes: run.size };
}
