/** Keeps who looked at whose card, and when (PRIV-10). */
import mongoose from 'mongoose';
import type { Db, Tx } from '../platform/db/index.ts';
import { newId, type AccountId, type SubscriberId } from '../platform/ids/index.ts';

interface Row {
  readonly _id: string;
  readonly account: AccountId;
  readonly subscriber: SubscriberId;
  readonly at: Date;
}

const collection = 'looks';
const schema = new mongoose.Schema<Row>(
  { _id: String, account: String, subscriber: String, at: Date },
  { versionKey: false, collection },
);
schema.index({ subscriber: 1, at: -1 });

/** Opens the collection. */
export function openLooksStore(db: Db) {
  const looks = db.connection.model<Row>('Look', schema);
  return {
    collection,
    insert: async (account: AccountId, subscribers: readonly SubscriberId[], at: Date) => {
      const rows = subscribers.map((subscriber) => ({ _id: newId(), account, subscriber, at }));
      await looks.insertMany(rows, { lean: true });
    },
    /** The latest first, at most `limit`. */
    list: (subscriber: SubscriberId, limit: number): Promise<readonly Omit<Row, '_id'>[]> =>
      looks.find({ subscriber }, { _id: 0 }).sort({ at: -1 }).limit(limit).lean<Row[]>(),
    erase: async (subscriber: SubscriberId, tx: Tx) => {
      await looks.deleteMany({ subscriber }, { session: tx });
    },
  };
}

export type LooksStore = ReturnType<typeof openLooksStore>;
