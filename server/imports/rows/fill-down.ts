/** Shopify writes an order of several lines as several rows and dates only the first: hands the date on. */
import type { ImportRow } from './read-row.ts';

/** A function to give every row to, in order: a row with products and no date gets that of the same person's row above. */
export function fillDown(): (row: ImportRow) => ImportRow {
  let above: ImportRow | null = null;
  return (row) => {
    const sameOrder = above?.email === row.email && row.orderedAt === null && row.products.length > 0;
    const filled: ImportRow = sameOrder ? { ...row, orderedAt: above!.orderedAt } : row;
    above = filled;
    return filled;
  };
}
