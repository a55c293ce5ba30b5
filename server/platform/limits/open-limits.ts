/** Puts limits together: what is counted is kept under a keyed hash, no address and no network is stored. */
import { createHmac } from 'node:crypto';
import type { NamedKey } from '../config/index.ts';
import type { Db, Tx } from '../db/index.ts';
import { openLimitsStore } from './limits-store.ts';

/** How often each of those who are counted may do one thing. */
export interface Limit {
  /** Counts one time and says whether it may happen. */
  take(who: string): Promise<boolean>;
  /** What was taken last does not count. */
  giveBack(who: string): Promise<void>;
  /** Removes their count. */
  forget(who: string, tx?: Tx): Promise<void>;
}

export interface Limits {
  readonly collection: string;
  /** At most `times` in so many seconds. */
  limit(name: string, times: number, seconds: number): Limit;
}

/** Opens the counts of one room in a collection of its own; the key is one that the database does not hold. */
export function openLimits(db: Db, collection: string, { key }: Pick<NamedKey, 'key'>): Limits {
  const store = openLimitsStore(db, collection);
  return {
    collection,
    limit: (name, times, seconds) => {
      const counter = store.counter(name, times, seconds);
      const hash = (who: string) =>
        createHmac('sha256', key).update(`limit ${collection} ${name} ${who}`).digest('base64url');
      return {
        take: (who) => counter.consume(hash(who)),
        giveBack: (who) => counter.reward(hash(who)),
        forget: (who, tx) => counter.remove(hash(who), tx),
      };
    },
  };
}
