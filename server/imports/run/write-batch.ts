/** Imports a batch of rows: rows of one address one after another, different addresses at the same time. */
import type { ImportsContext } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { judgeRow } from '../rows/judge-row.ts';
import type { ImportRow } from '../rows/read-row.ts';
import type { Facts, Terms } from '../rows/verdict.ts';
import { inParallel } from './in-parallel.ts';
import { emailsOf, lookUp, nobody } from './look-up.ts';
import type { RowResult } from './tally.ts';
import { writeOrder, writeRow, writesSomething } from './write-row.ts';

const atOnce = 16;

/** Writes what the rows do; a row that has a receipt from before a crash is not written again. */
export async function writeBatch(
  context: ImportsContext,
  run: ImportRun,
  terms: Terms,
  rows: readonly ImportRow[],
): Promise<RowResult[]> {
  const [facts, receipts] = await Promise.all([
    lookUp(context, emailsOf(rows)),
    context.rows.receipts(run.id, rows[0]!.number, rows.at(-1)!.number),
  ]);
  const results = await inParallel(byPerson(rows), atOnce, async (own) => {
    const done: RowResult[] = [];
    for (const row of own) {
      const known = done.length === 0 ? (facts.get(row.email) ?? nobody) : await factsNow(context, row);
      const receipt = receipts.get(row.number);
      const result = await importRow(context, run, terms, row, known, receipt !== undefined);
      done.push(receipt ? { ...result, outcome: receipt } : result);
    }
    return done;
  });
  return results.flat();
}

async function importRow(
  context: ImportsContext,
  run: ImportRun,
  terms: Terms,
  row: ImportRow,
  known: Facts,
  isWritten: boolean,
): Promise<RowResult> {
  let facts = known;
  let verdict = judgeRow(row, facts, terms);
  if (!isWritten && writesSomething(verdict)) {
    // The person may have said no since the batch was looked up: ask again just before writing.
    facts = await factsNow(context, row);
    verdict = judgeRow(row, facts, terms);
  }
  const id = isWritten
    ? (facts.subscriber?.id ?? null)
    : await writeRow(context, { run, terms, row, facts, verdict });
  if (id && verdict.order === 'keep') await writeOrder(context, row, id);
  return { ...verdict, row };
}

async function factsNow(context: ImportsContext, { email }: ImportRow): Promise<Facts> {
  return (await lookUp(context, [email])).get(email)!;
}

// Rows without an address that can be used are written by nobody and stand alone.
function byPerson(rows: readonly ImportRow[]): readonly ImportRow[][] {
  const people = new Map<string, ImportRow[]>();
  for (const row of rows) {
    const key = row.email || `row ${row.number}`;
    people.set(key, [...(people.get(key) ?? []), row]);
  }
  return [...people.values()];
}
