/** Recognises what the columns of a file are by their headers. */
import {
  type ColumnField,
  type FileKind,
  importFields,
  knownHeaders,
  knownOrderHeaders,
  notKept,
  orderFields,
} from './known-headers.ts';

/** What a column is used for; null where it is not used. */
export type Columns = readonly (ColumnField | null)[];

/** A file with the number of each order and what was in it holds orders. */
export function recogniseKind(headers: readonly string[]): FileKind {
  const columns = recogniseColumns(headers, 'orders');
  const hasNumber = headers.some((header, index) => {
    return columns[index] === 'orderNumber' && !['name', 'id'].includes(plainName(header));
  });
  const isShopify = headers.some((header) => plainName(header) === 'lineitemname');
  return isShopify || (hasNumber && columns.includes('products')) ? 'orders' : 'people';
}

/** The field of each column; each field is given to one column at most. */
export function recogniseColumns(headers: readonly string[], kind: FileKind = 'people'): Columns {
  if (kind === 'orders') return assign(headers, headers.map(plainName), orderFields, knownOrderHeaders);
  const names = headers.map(plainName);
  // In Shopify's orders 'Name' is the order's number and 'Source' the sales channel.
  const usable = names.includes('lineitemname')
    ? names.map((name) => (/^(?:name|source)$/.test(name) ? '' : name))
    : names;
  return assign(headers, usable, importFields, knownHeaders);
}

function assign<F extends ColumnField>(
  headers: readonly string[],
  usable: readonly string[],
  fields: readonly F[],
  known: Readonly<Record<F, readonly string[]>>,
): Columns {
  const columns: (ColumnField | null)[] = headers.map(() => null);
  for (const field of fields) {
    const name = known[field].find((one) => usable.includes(one) && columns[usable.indexOf(one)] === null);
    if (name !== undefined) columns[usable.indexOf(name)] = field;
  }
  return columns;
}

/** Whether the header names something that we know and do not keep, such as a phone number. */
export function isNotKept(header: string): boolean {
  return notKept.includes(plainName(header));
}

function plainName(header: string): string {
  return header
    .normalize('NFD')
    .toLowerCase()
    .replace(/\([^)]*\)/g, '')
    .replace(/[^a-z0-9]/g, '');
}
