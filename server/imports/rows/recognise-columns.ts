/** Recognises what the columns of a file are by their headers. */
import { type ImportField, importFields, knownHeaders, notKept } from './known-headers.ts';

/** What a column is used for; null where it is not used. */
export type Columns = readonly (ImportField | null)[];

/** The field of each column; each field is given to one column at most. */
export function recogniseColumns(headers: readonly string[]): Columns {
  const names = headers.map(plainName);
  // In Shopify's orders 'Name' is the order's number and 'Source' the sales channel.
  const usable = names.includes('lineitemname')
    ? names.map((name) => (/^(?:name|source)$/.test(name) ? '' : name))
    : names;
  const columns: (ImportField | null)[] = headers.map(() => null);
  for (const field of importFields) {
    const name = knownHeaders[field].find((known) => usable.includes(known));
    if (name !== undefined) columns[usable.indexOf(name)] = field;
  }
  return columns;
}

/** Whether the header names something that we know and do not keep, such as a birthday. */
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
