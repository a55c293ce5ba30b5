/** Keeps who is never written to, as keyed hashes. */
import mongoose from 'mongoose';
import type { Db, Tx } from '../platform/db/index.ts';
import type { SuppressionReason } from './words.ts';

interface SuppressionRow {
  /** `<key id>:<HMAC of the normalised address>` */
  _id: string;
  reason: SuppressionReason;
  at: Date;
}

const schema = new mongoose.Schema<SuppressionRow>(
  { _id: String, reason: String, at: Date },
  { versionKey: false, collection: 'suppressions' },
);

/** Opens the collection. */
export function openSuppressionsStore(db: Db) {
  const suppressions = db.connection.model<SuppressionRow>('Suppression', schema);
  return {
    collection: 'suppressions',
    add: async (hash: string, reason: SuppressionReason, at: Date, tx: Tx) => {
      await suppressions.updateOne({ _id: hash }, { $set: { reason, at } }, { upsert: true, session: tx });
    },
    find: async (hashes: readonly string[]) => {
      const row = await suppressions.findOne({ _id: { $in: [...hashes] } }).lean<SuppressionRow>();
      return row && { reason: row.reason };
    },
    findMany: async (hashes: readonly string[]) => {
      const rows = await suppressions.find({ _id: { $in: [...hashes] } }).lean<SuppressionRow[]>();
      return new Map(rows.map(({ _id, reason }) => [_id, reason]));
    },
    remove: async (hashes: readonly string[], tx: Tx) => {
      await suppressions.deleteMany({ _id: { $in: [...hashes] } }, { session: tx });
    },
  };
}
