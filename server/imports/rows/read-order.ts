/** Turns the rows of one order into what it says: whose, when, and what was in it. */
import type { Product } from '../../interests/index.ts';
import type { FileRow } from '../file/read-rows.ts';
import type { OrderField } from './known-headers.ts';
import { readDate, readEmail, readWords, says } from './read-cell.ts';
import type { Columns } from './recognise-columns.ts';
import type { Refusal } from './verdict.ts';

export interface FileOrder {
  /** The first and the last of its rows. */
  readonly row: number;
  readonly lastRow: number;
  readonly rows: number;
  /** Empty where none was written, as for a sale at the counter. */
  readonly email: string;
  /** Empty where the file has none. */
  readonly number: string;
  readonly at: Date;
  readonly products: readonly Product[];
  /** Cancelled, refunded or never paid. */
  readonly cancelled: boolean;
  readonly problem: Refusal | null;
}

const cancelled =
  /^(?:wc-)?(?:cancelled|canceled|refunded|failed|voided|trash|expired|geannuleerd|terugbetaald|mislukt)$/i;

/** The order's number in a row; empty where there is none, so that the row is an order of its own. */
export function orderNumberOf({ cells }: FileRow, columns: Columns): string {
  return readWords(cells[columns.indexOf('orderNumber')] ?? '', 100);
}

/** Reads the rows of one order: what only the first one says holds for all of them. */
export function readOrder(rows: readonly FileRow[], columns: Columns, now: Date): FileOrder {
  const cellsOf = (field: OrderField) => rows.map(({ cells }) => cells[columns.indexOf(field)] ?? '');
  const first = (field: OrderField) => cellsOf(field).find((cell) => cell.trim() !== '') ?? '';
  const address = readEmail(first('email'));
  const date = readDate(first('orderedAt'));
  const products = rows.flatMap((row) => productsIn(row, columns));
  const status = first('orderStatus').trim().replaceAll(' ', '-');
  return {
    row: rows[0]!.number,
    lastRow: rows.at(-1)!.number,
    rows: rows.length,
    email: 'email' in address ? address.email : '',
    number: orderNumberOf(rows[0]!, columns),
    at: date instanceof Date ? date : now,
    products,
    cancelled: cancelled.test(status) || says(first('cancelledAt')),
    problem: problemOf(address, date, products, now),
  };
}

function problemOf(
  address: ReturnType<typeof readEmail>,
  date: ReturnType<typeof readDate>,
  products: readonly Product[],
  now: Date,
): Refusal | null {
  if ('problem' in address && address.problem !== 'noEmail') return address.problem;
  if (date === null) return 'noOrderDate';
  if (date === 'unclear') return 'orderDateUnclear';
  if (date > now) return 'orderDateInFuture';
  return products.length === 0 ? 'noProducts' : null;
}

// One product a row with its number and categories, or several names in one cell: '2× Rozen, Pluktuin'.
function productsIn({ cells }: FileRow, columns: Columns): readonly Product[] {
  const cell = (field: OrderField) => readWords(cells[columns.indexOf(field)] ?? '', 1000);
  const sku = cell('sku');
  const categories = cell('category')
    .split(/[,;|]/)
    .filter((name) => name.trim() !== '');
  const names = (columns.includes('sku') ? [cell('products')] : cell('products').split(/[,;|]/))
    .map((name) => name.trim().replace(/^\d+ ?[×x] ?/i, ''))
    .filter((name) => name !== '');
  const own = names.length > 0 ? names : sku || categories.length > 0 ? [''] : [];
  return own.map((name) => ({ name, sku, categories }));
}
