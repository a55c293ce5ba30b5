/** Keeps how often a person's mails were refused since the last one that was accepted; most people have no row. */
import mongoose from 'mongoose';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { noRefusals, type RefusalCount } from './count-refusals.ts';

interface Row extends RefusalCount {
  _id: SubscriberId;
  /** The keyed hash of the address that refused: another address begins anew. */
  address: string;
  at: Date;
}

export type RefusalCountsStore = ReturnType<typeof openRefusalCountsStore>;

const collection = 'refusal_counts';
const schema = new mongoose.Schema(
  { _id: String, address: String, refusals: Number, days: [String], closedOn: String, at: Date },
  { versionKey: false, collection },
);

schema.index({ at: 1 });

/** Opens the collection. */
export function openRefusalCountsStore(db: Db) {
  const rows = db.connection.model<Row>('RefusalCount', schema as unknown as mongoose.Schema<Row>);
  return {
    collection,
    find: async (subscriber: SubscriberId, address: string, tx: Tx): Promise<RefusalCount> => {
      const row = await rows.findOne({ _id: subscriber, address }, null, { session: tx }).lean<Row>();
      return row ? { refusals: row.refusals, days: row.days, closedOn: row.closedOn } : noRefusals;
    },
    put: async (
      subscriber: SubscriberId,
      address: string,
      count: RefusalCount,
      at: Date,
      tx: Tx,
    ): Promise<void> => {
      const change = { $set: { ...count, address, at } };
      await rows.updateOne({ _id: subscriber }, change, { upsert: true, session: tx });
    },
    /** Forgets what was counted of these people. */
    remove: async (subscribers: readonly SubscriberId[], tx?: Tx): Promise<void> => {
      await rows.deleteMany({ _id: { $in: [...subscribers] } }, tx ? { session: tx } : {});
    },
    /** Forgets what was counted last before then. */
    forget: async (before: Date): Promise<void> => {
      await rows.deleteMany({ at: { $lte: before } });
    },
    /** What is counted of the person, without the hash; null where nothing is. */
    of: async (subscriber: SubscriberId): Promise<(RefusalCount & { readonly at: Date }) | null> =>
      rows.findById(subscriber, { _id: 0, address: 0 }).lean<RefusalCount & { at: Date }>(),
  };
}
