/** Counts products that belong to no topic, without anybody, so that staff can add what is missing. */
import { Schema } from 'mongoose';
import { type Clock, DAY_MS, plus } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { fold } from '../../platform/text/index.ts';
import type { Product } from '../model.ts';

interface Row {
  /** The name in small letters without accents. */
  readonly _id: string;
  readonly name: string;
  readonly times: number;
  readonly lastAt: Date;
  readonly forgetAt: Date;
}
interface Unmatched {
  readonly name: string;
  readonly times: number;
  readonly lastAt: Date;
}

const schema = new Schema<Row>(
  { _id: String, name: String, times: Number, lastAt: Date, forgetAt: Date },
  { versionKey: false },
)
  .index({ forgetAt: 1 }, { expireAfterSeconds: 0 })
  .index({ times: -1 });
/** How long after it came last a product is remembered. */
export const unmatchedTermDays = 90;
/** What came less often may be one person's own words, such as the text on a ribbon. */
const shownFrom = 3;
const longestName = 80;
const most = 5000;

export type UnmatchedStore = ReturnType<typeof openUnmatchedStore>;

/** Opens the collection. */
export function openUnmatchedStore({ connection }: Db, clock: Clock) {
  const rows = connection.model<Row>('UnmatchedProduct', schema, 'unmatched_products');
  return {
    collection: 'unmatched_products',

    /** Adds one for each; names that look like they hold an address or a long number are left out. */
    count: async (products: readonly Product[]): Promise<void> => {
      const times = new Map<string, { name: string; times: number }>();
      for (const { name = '' } of products) {
        const key = fold(name).slice(0, longestName);
        if (key === '' || /@|\d{5}/.test(name)) continue;
        times.set(key, { name: name.slice(0, longestName), times: (times.get(key)?.times ?? 0) + 1 });
      }
      if (times.size === 0) return;
      // A shop with ever new names does not fill the database: then only known ones are counted.
      const upsert = (await rows.estimatedDocumentCount()) < most;
      const lastAt = clock();
      const forgetAt = plus(lastAt, unmatchedTermDays * DAY_MS);
      await rows.bulkWrite(
        [...times].map(([_id, { name, times: more }]) => ({
          updateOne: {
            filter: { _id },
            update: { $inc: { times: more }, $set: { lastAt, forgetAt }, $setOnInsert: { name } },
            upsert,
          },
        })),
        { ordered: false },
      );
    },
    /** The most frequent ones. */
    list: async (limit: number): Promise<readonly Unmatched[]> =>
      rows
        .find({ times: { $gte: shownFrom }, forgetAt: { $gt: clock() } }, { _id: 0, forgetAt: 0 })
        .sort({ times: -1 })
        .limit(limit)
        .lean<Unmatched[]>(),
    forget: async (names: readonly string[]): Promise<void> => {
      await rows.deleteMany({ name: { $in: [...names] } });
    },
  };
}
