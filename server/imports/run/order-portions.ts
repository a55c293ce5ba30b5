/** Works through a file of orders: the rows of each order together, some orders at a time. */
import type { Observed } from '../../interests/index.ts';
import type { ImportsContext } from '../context.ts';
import { type FileRow, readRows } from '../file/read-rows.ts';
import { type Counts, type ImportRun, noCounts, type OrdersMapping } from '../import-run.ts';
import { type FileOrder, orderNumberOf, readOrder } from '../rows/read-order.ts';
import type { Portion } from './tally.ts';

const atOnce = 250;
const skippedAtOnce = 10_000;
/** Rows of one order; what has more is counted as several with the same number. */
const longestOrder = 500;

const countOf: Readonly<Record<Observed, keyof Counts>> = {
  kept: 'ordersKept',
  unknown: 'ordersUnknown',
  noConsent: 'ordersNoConsent',
  noTopic: 'ordersNoTopic',
  expired: 'ordersOld',
  removed: 'ordersOld',
};

/** Portions from the row after `after`; a dry run writes nothing, and it ends where it does not go on. Doing a portion twice changes nothing. */
export async function* orderPortions(
  context: ImportsContext,
  run: ImportRun,
  mapping: OrdersMapping,
  after: number,
  goesOn: () => boolean,
): AsyncGenerator<Portion> {
  let orders: FileOrder[] = [];
  for await (const { rows, bytes } of rowsByOrder(context, run, mapping)) {
    const last = rows.at(-1)!.number;
    if (last > after) orders.push(readOrder(rows, mapping.columns, context.clock()));
    const isSkipping = last <= after && last % skippedAtOnce === 0;
    if (orders.length < atOnce && !isSkipping) continue;
    yield await portionOf(context, run, orders, after, bytes);
    orders = [];
    if (!goesOn()) return;
  }
  if (orders.length > 0) yield await portionOf(context, run, orders, after, run.size);
}

interface OrderRows {
  readonly rows: readonly FileRow[];
  readonly bytes: number;
}

async function* rowsByOrder(
  { uploads }: ImportsContext,
  run: ImportRun,
  mapping: OrdersMapping,
): AsyncGenerator<OrderRows> {
  let rows: FileRow[] = [];
  let number = '';
  let isHeader = true;
  for await (const row of readRows(uploads.read(run.file!), mapping)) {
    const own = isHeader ? '' : orderNumberOf(row, mapping.columns);
    if (rows.length > 0 && (own === '' || own !== number || rows.length >= longestOrder)) {
      yield { rows, bytes: row.bytes };
      rows = [];
    }
    number = own;
    if (!isHeader) rows.push(row);
    isHeader = false;
  }
  if (rows.length > 0) yield { rows, bytes: run.size };
}

async function portionOf(
  { interests }: ImportsContext,
  run: ImportRun,
  orders: readonly FileOrder[],
  after: number,
  bytes: number,
): Promise<Portion> {
  const counts: Record<keyof Counts, number> = { ...noCounts, orders: orders.length };
  for (const { rows } of orders) counts.rows += rows;
  const refused = orders.flatMap(({ row, problem, cancelled }) =>
    problem && !cancelled ? [{ row, reason: problem }] : [],
  );
  counts.refused = refused.length;
  counts.ordersCancelled = orders.filter(({ cancelled }) => cancelled).length;
  const good = orders.filter(({ problem, cancelled }) => !problem && !cancelled);
  counts.ordersUnknown = good.filter(({ email }) => email === '').length;
  const outcomes = await interests.takeObservations(
    good
      .filter(({ email }) => email !== '')
      .map(({ email, at, products, number }) => {
        return { email, at, products, source: 'order' as const, ...(number === '' ? {} : { order: number }) };
      }),
    run.state === 'checking',
  );
  for (const outcome of outcomes) counts[countOf[outcome]] += 1;
  return { counts, refused, row: orders.at(-1)?.lastRow ?? after, bytes };
}
