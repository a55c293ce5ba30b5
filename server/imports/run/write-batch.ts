/** Imports a batch of rows in one transaction, with a receipt, so that no row is ever written twice. */
import { mayWorkLater } from '../../platform/db/index.ts';
import type { ImportsContext } from '../context.ts';
import type { Counts, ImportRun } from '../import-run.ts';
import { WrittenElsewhere } from '../rows-store.ts';
import type { ImportRow } from '../rows/read-row.ts';
import type { Terms } from '../rows/verdict.ts';
import { followUp } from './follow-up.ts';
import { type RowResult, tally } from './tally.ts';
import { writeRows, type WrittenRow } from './write-rows.ts';

interface Importing {
  readonly context: ImportsContext;
  readonly run: ImportRun;
  readonly terms: Terms;
}

interface FailedRow {
  readonly row: ImportRow;
  readonly error: unknown;
}

/**
 * Writes what the rows do, and answers what they added up to. A row that the database does not take is refused, and the
 * others are written. Throws where none could be written, and WrittenElsewhere where another worker was quicker.
 */
export async function writeBatch(
  context: ImportsContext,
  run: ImportRun,
  terms: Terms,
  rows: readonly ImportRow[],
): Promise<Counts> {
  const importing = { context, run, terms };
  const failed: FailedRow[] = [];
  const written = await inParts(importing, rows, failed);
  // What befalls every row is not the rows' fault.
  if (failed.length === rows.length) throw failed[0]!.error;
  const refused = await refuse(importing, failed);
  await followUp(context, written);
  return tally([...written, ...refused]).counts;
}

/** All together, or in halves where that fails, down to the rows that fail by themselves. */
async function inParts(
  importing: Importing,
  rows: readonly ImportRow[],
  failed: FailedRow[],
): Promise<readonly WrittenRow[]> {
  try {
    return await writeTogether(importing, rows);
  } catch (error) {
    if (error instanceof WrittenElsewhere || mayWorkLater(error)) throw error;
    if (rows.length === 1) {
      failed.push({ row: rows[0]!, error });
      return [];
    }
    const middle = Math.ceil(rows.length / 2);
    const first = await inParts(importing, rows.slice(0, middle), failed);
    return [...first, ...(await inParts(importing, rows.slice(middle), failed))];
  }
}

async function writeTogether(
  { context, run, terms }: Importing,
  rows: readonly ImportRow[],
): Promise<readonly WrittenRow[]> {
  return context.db.transaction(async (tx) => {
    const written: WrittenRow[] = [];
    for (const turn of inTurns(rows)) written.push(...(await writeRows(context, run, terms, turn, tx)));
    const { counts, refused } = tally(written);
    const receipt = { from: rows[0]!.number, to: rows.at(-1)!.number, counts };
    await context.rows.addWritten(run.id, [receipt], refused, tx);
    return written;
  });
}

async function refuse(
  { context, run }: Importing,
  failed: readonly FailedRow[],
): Promise<readonly RowResult[]> {
  if (failed.length === 0) return [];
  for (const { error } of failed) context.log.error({ err: error, import: run.id }, 'a row was not stored');
  const results = failed.map(({ row }): RowResult => {
    return { row, outcome: 'refused', reason: 'notStored', order: 'none', sale: null };
  });
  const receipts = results.map((result) => {
    return { from: result.row.number, to: result.row.number, counts: tally([result]).counts };
  });
  const { refused } = tally(results);
  await context.db.transaction((tx) => context.rows.addWritten(run.id, receipts, refused, tx));
  return results;
}

/** The first rows of each address, then the second ones, and so on: each sees what the one before it did. */
function inTurns(rows: readonly ImportRow[]): readonly (readonly ImportRow[])[] {
  const turns: ImportRow[][] = [];
  const times = new Map<string, number>();
  for (const row of rows) {
    // Rows without an address that can be used are nobody's, and stand in nobody's way.
    const turn = row.email === '' ? 0 : (times.get(row.email) ?? 0);
    times.set(row.email, turn + 1);
    (turns[turn] ??= []).push(row);
  }
  return turns;
}
