/** Adds up what became of rows. */
import { type Counts, noCounts } from '../import-run.ts';
import type { RefusedRow } from '../rows-store.ts';
import type { Verdict } from '../rows/verdict.ts';
import type { ImportRow } from '../rows/read-row.ts';

export interface RowResult extends Pick<Verdict, 'outcome' | 'reason' | 'order' | 'sale'> {
  readonly row: ImportRow;
}

/** What some rows of the file added up to. */
export interface Portion {
  readonly counts: Counts;
  /** Refused rows that are not kept yet. */
  readonly refused: readonly RefusedRow[];
  /** The last row that is done, and the bytes up to it. */
  readonly row: number;
  readonly bytes: number;
}

const countOf = {
  new: 'new',
  changed: 'changed',
  unchanged: 'unchanged',
  optOut: 'optOuts',
  refused: 'refused',
} as const;

/** The counts of the rows, and the refused ones with their reasons. */
export function tally(results: readonly RowResult[]): {
  readonly counts: Counts;
  readonly refused: readonly RefusedRow[];
} {
  const counts: Record<keyof Counts, number> = { ...noCounts, rows: results.length };
  for (const { outcome, order, reason, sale } of results) {
    counts[countOf[outcome]] += 1;
    if (sale && (outcome === 'new' || outcome === 'changed')) counts.customers += 1;
    if (reason === 'tooYoung') counts.tooYoung += 1;
    if (order === 'keep') counts.ordersKept += 1;
    if (order === 'drop') counts.ordersDropped += 1;
  }
  const refused = results.flatMap(({ row, reason }) => (reason ? [{ row: row.number, reason }] : []));
  return { counts, refused };
}
