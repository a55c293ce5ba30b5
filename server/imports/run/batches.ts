/** Reads an import's file in batches of rows, from the row after the last one that is done. */
import type { ImportsContext } from '../context.ts';
import { readRows } from '../file/read-rows.ts';
import type { ImportRun } from '../import-run.ts';
import type { Receipt } from '../rows-store.ts';
import { fillDown } from '../rows/fill-down.ts';
import { type ImportRow, readRow } from '../rows/read-row.ts';

export interface Batch {
  readonly rows: readonly ImportRow[];
  /** Where the rows are written already: before a crash they were not booked. */
  readonly receipt: Receipt | null;
  /** How much of the file has been read, in bytes. */
  readonly bytes: number;
}

/** Rows of a batch, and how many characters they may have together: by them alone, so that a batch is the same each time. */
const batchSize = 1000;
const batchLength = 2_000_000;
const skippedAtOnce = 10_000;

/**
 * Batches of rows below the headers whose number is past `after`; empty ones now and then while it looks for that row.
 * The rows of each receipt are a batch by themselves.
 */
export async function* batches(
  { uploads }: ImportsContext,
  run: ImportRun,
  after: number,
  receipts: readonly Receipt[],
): AsyncGenerator<Batch> {
  const mapping = run.mapping!;
  const fill = fillDown();
  let rows: ImportRow[] = [];
  let length = 0;
  let receipt: Receipt | null = null;
  let isHeader = true;
  for await (const fileRow of readRows(uploads.read(run.file!), mapping)) {
    const row = isHeader ? null : fill(readRow(fileRow, mapping.columns));
    isHeader = false;
    const { number, bytes } = fileRow;
    const covering = receipts.find(({ from, to }) => from <= number && number <= to) ?? null;
    const isFull = receipt === null && (rows.length >= batchSize || length >= batchLength);
    const isSkipping = number <= after && number % skippedAtOnce === 0;
    if ((rows.length > 0 && (isFull || covering !== receipt)) || isSkipping) {
      yield { rows, receipt, bytes };
      rows = [];
      length = 0;
    }
    receipt = covering;
    if (!row || number <= after) continue;
    rows.push(row);
    length += fileRow.cells.reduce((sum, cell) => sum + cell.length, 0);
  }
  if (rows.length > 0) yield { rows, receipt, bytes: run.size };
}
