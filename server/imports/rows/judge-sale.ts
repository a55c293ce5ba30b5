/** Whether a sale in a row lets a customer who never answered get the newsletter: the soft opt-in (CON-8; Tw 11.7 lid 3). */
import type { ImportRow } from './read-row.ts';
import type { Facts, Refusal, Terms } from './verdict.ts';

/** When the sale was, why it does not count, or null where the row has none or it adds nothing. */
export function judgeSale(
  { soldAt, refusalOffered }: ImportRow,
  { saidNo, answered, sales }: Facts,
  { purpose, salesSince, now }: Terms,
): Date | Refusal | null {
  if (soldAt === null) return null;
  if (saidNo.has(purpose)) return 'saidNo';
  if (answered.has(purpose)) return null;
  if (salesSince === null) return 'salesOff';
  if (soldAt === 'unclear') return 'saleUnclear';
  if (soldAt > now) return 'saleInFuture';
  if (soldAt < salesSince) return 'saleTooOld';
  if (refusalOffered !== 'yes') return 'noRefusalOffered';
  const known = sales.get(purpose);
  return known && known >= soldAt ? null : soldAt;
}
