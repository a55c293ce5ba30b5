/** Works through a file of people: a batch of rows at a time, in a dry run without writing. */
import type { ImportsContext } from '../context.ts';
import { type ImportRun, noCounts, type PeopleMapping } from '../import-run.ts';
import { type Batch, batches } from './batches.ts';
import { checkBatches } from './check-batch.ts';
import { followUpAgain } from './follow-up.ts';
import { emailsOf } from './look-up.ts';
import { someAtOnce } from './some-at-once.ts';
import { type Portion, tally } from './tally.ts';
import { termsOf } from './terms.ts';
import { writeBatch } from './write-batch.ts';

const atOnce = 2;

type Handled = Pick<Portion, 'counts' | 'refused'>;
const nothing: Handled = { counts: noCounts, refused: [] };

/** Portions from the row after `after`; where it does not go on, what is under way still comes. */
export async function* peoplePortions(
  context: ImportsContext,
  run: ImportRun,
  mapping: PeopleMapping,
  after: number,
  goesOn: () => boolean,
): AsyncGenerator<Portion> {
  const isDry = run.state === 'checking';
  const receipts = isDry ? [] : await context.rows.receiptsAfter(run.id, after);
  const handle = await handlerOf(context, run, mapping);
  const portionOf = async (batch: Batch): Promise<Portion> => {
    const { counts, refused } = batch.rows.length > 0 ? await handle(batch) : nothing;
    return { counts, refused, row: batch.rows.at(-1)?.number ?? after, bytes: batch.bytes };
  };
  const all = batches(context, run, after, receipts);
  yield* someAtOnce(all, atOnce, portionOf, haveAnAddressInCommon, goesOn);
}

// Rows of one address go one after another.
function haveAnAddressInCommon(one: Batch, other: Batch): boolean {
  const emails = new Set(emailsOf(one.rows));
  return emailsOf(other.rows).some((email) => emails.has(email));
}

async function handlerOf(
  context: ImportsContext,
  run: ImportRun,
  mapping: PeopleMapping,
): Promise<(batch: Batch) => Promise<Handled>> {
  const terms = await termsOf(context, mapping);
  const check = checkBatches(context, terms);
  if (run.state === 'checking') return async ({ rows }) => tally(await check(rows));
  return async ({ rows, receipt }) => {
    const now = { ...terms, now: context.clock() };
    if (!receipt) return { counts: await writeBatch(context, run, now, rows), refused: [] };
    await followUpAgain(context, run, now, rows);
    return { counts: receipt.counts, refused: [] };
  };
}
