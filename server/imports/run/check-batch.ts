/** The dry run: what would become of the rows; it writes nothing. */
import type { ImportsContext } from '../context.ts';
import { judgeRow } from '../rows/judge-row.ts';
import type { ImportRow } from '../rows/read-row.ts';
import type { Terms } from '../rows/verdict.ts';
import { emailsOf, lookUp, nobody } from './look-up.ts';
import { seenBefore } from './seen-before.ts';
import type { RowResult } from './tally.ts';

/** A function that judges batch after batch; an address that comes a second time adds nothing a second time. */
export function checkBatches(
  context: ImportsContext,
  terms: Terms,
): (rows: readonly ImportRow[]) => Promise<RowResult[]> {
  const seen = seenBefore();
  return async (rows) => {
    const facts = await lookUp(context, emailsOf(rows));
    return rows.map((row) => {
      const verdict = judgeRow(row, facts.get(row.email) ?? nobody, terms);
      const adds = verdict.outcome === 'new' || verdict.outcome === 'changed';
      const outcome = adds && seen(row.email) ? 'unchanged' : verdict.outcome;
      return { ...verdict, outcome, row };
    });
  };
}
