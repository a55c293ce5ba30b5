/** What comes after a batch's transaction; doing it twice is as good as once, and after a crash it is done again. */
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { ImportsContext } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { judgeRow } from '../rows/judge-row.ts';
import type { ImportRow } from '../rows/read-row.ts';
import type { Terms } from '../rows/verdict.ts';
import { emailsOf, lookUp, nobody } from './look-up.ts';
import type { WrittenRow } from './write-rows.ts';

/** Lets a block count that came at the same moment, and hands the orders to interests. */
export async function followUp(context: ImportsContext, written: readonly WrittenRow[]): Promise<void> {
  const changed = written.filter(({ outcome, suppress }) => outcome === 'new' || suppress !== null);
  await markBlocked(context, emailsOf(changed.map(({ row }) => row)));
  await noteOrders(context, written);
}

/** The same for rows of which only the receipt is there; what the process may not have told the journal is told now. */
export async function followUpAgain(
  context: ImportsContext,
  run: ImportRun,
  terms: Terms,
  rows: readonly ImportRow[],
): Promise<void> {
  const known = await lookUp(context, emailsOf(rows));
  const judged = rows.map((row): WrittenRow => {
    const facts = known.get(row.email) ?? nobody;
    return { ...judgeRow(row, facts, terms), row, person: facts.subscriber?.id ?? null };
  });
  const people = judged.flatMap(({ person }) => person ?? []);
  await context.consent.journalAgain([...new Set(people)], run.id);
  await markBlocked(context, [...known.keys()]);
  await noteOrders(context, judged);
}

/**
 * Two transactions at the same time do not see each other where one adds a person and the other blocks the address. Each
 * looks once more afterwards, so that one of them sees both.
 */
async function markBlocked(
  { consent, subscribers }: ImportsContext,
  emails: readonly string[],
): Promise<void> {
  if (emails.length === 0) return;
  const blocked = await consent.suppressionsOf(emails);
  const people = await subscribers.findManyByEmail([...blocked.keys()]);
  await consent.markSuppressed([...people.values()].map(({ id }) => id));
}

// Being ordered counts as activity, whatever the products are (PRIV-6).
async function noteOrders(
  { interests, subscribers }: ImportsContext,
  written: readonly WrittenRow[],
): Promise<void> {
  const orders = written.filter(({ order, person }) => order === 'keep' && person !== null);
  if (orders.length === 0) return;
  await interests.takeObservations(
    orders.map(({ row: { email, orderedAt, products } }) => {
      return { email, at: orderedAt!, products: products.map((name) => ({ name })), source: 'order' };
    }),
  );
  const active = orders.map(({ row, person }): { id: SubscriberId; at: Date } => {
    return { id: person!, at: row.orderedAt! };
  });
  await subscribers.markManyActive(active, 'order');
}
