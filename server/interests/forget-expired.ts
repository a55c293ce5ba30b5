/** Removes what is over: signals that have expired, and marks of removed topics that no order can bring back any more. */
import { plusMonths } from '../platform/clock/index.ts';
import { purposeOf } from './purpose-of.ts';
import type { InterestsRoom } from './room.ts';

/** Answers how many signals were removed; they were not used any more. */
export async function forgetExpired({ store, consent, clock }: InterestsRoom): Promise<number> {
  const orders = (await consent.purposes()).find(({ key }) => key === purposeOf.order);
  if (orders?.termMonths) await store.forgetRemoved(plusMonths(clock(), -orders.termMonths));
  return store.removeExpired(clock());
}
