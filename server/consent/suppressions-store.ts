/** Keeps who is never written to, as keyed hashes, and by what each key is recognised. */
import mongoose from 'mongoose';
import { type Db, inOneAnswer, type Tx } from '../platform/db/index.ts';
import type { Suppression } from './words.ts';

interface SuppressionRow extends Suppression {
  /** `<key id>:<HMAC of the normalised address>` */
  _id: string;
  at: Date;
  /** When it was lifted last; then the row has no reason, and says only that an older suppression counts no more. */
  liftedAt?: Date;
}
/** A suppression with the hashes that its address has by every key in use. */
export interface HashedSuppression {
  readonly hashes: readonly string[];
  readonly suppression: Suppression;
}
interface KeyRow {
  _id: string;
  /** The key's HMAC of a constant, which says whether it is the same key, and nothing else of it. */
  check: string;
}

const suppressionSchema = new mongoose.Schema<SuppressionRow>(
  { _id: String, reason: String, channels: { type: [String], default: undefined }, at: Date, liftedAt: Date },
  { versionKey: false, collection: 'suppressions' },
);
const stands = { reason: { $exists: true } };
const keySchema = new mongoose.Schema<KeyRow>(
  { _id: String, check: String },
  { versionKey: false, collection: 'suppression_keys' },
);

/** Opens both collections. */
export function openSuppressionsStore(db: Db) {
  const suppressions = db.connection.model<SuppressionRow>('Suppression', suppressionSchema);
  const keys = db.connection.model<KeyRow>('SuppressionKey', keySchema);
  return {
    collection: 'suppressions',
    keyCollection: 'suppression_keys',
    /** Puts each suppression under the first of its hashes, and takes it away from the others. */
    put: async (wanted: readonly HashedSuppression[], at: Date, tx: Tx) => {
      const writes = wanted.map(({ hashes: [first], suppression }) => {
        const update = { $set: { ...suppression, channels: [...suppression.channels], at } };
        return { updateOne: { filter: { _id: first! }, update, upsert: true } };
      });
      await suppressions.bulkWrite(writes, { session: tx });
      const others = wanted.flatMap(({ hashes }) => hashes.slice(1));
      if (others.length > 0) await suppressions.deleteMany({ _id: { $in: others } }, { session: tx });
    },
    find: async (hashes: readonly string[], tx?: Tx): Promise<ReadonlyMap<string, Suppression>> => {
      const rows = await suppressions
        .find({ _id: { $in: [...hashes] }, ...stands }, null, tx ? { session: tx } : {})
        .hint({ _id: 1 })
        .batchSize(inOneAnswer)
        .lean<SuppressionRow[]>();
      return new Map(rows.map(({ _id, reason, channels }) => [_id, { reason, channels }]));
    },
    /** Lifts what stands under the hashes, where wished only what is no later than `before`. */
    lift: async (hashes: readonly string[], at: Date, tx: Tx, { before }: { before?: Date } = {}) => {
      await suppressions.updateMany(
        { _id: { $in: [...hashes] }, ...stands, ...(before ? { at: { $lte: before } } : {}) },
        { $set: { liftedAt: at }, $unset: { reason: 1, channels: 1, at: 1 } },
        { session: tx },
      );
    },
    liftedAfter: async (hash: string, at: Date): Promise<boolean> =>
      (await suppressions.exists({ _id: hash, liftedAt: { $gt: at } })) !== null,
    /** The ids of the keys that suppressions were hashed with: one step of the index for each. */
    keysInUse: async (): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (let from = ''; ;) {
        const row = await suppressions
          .findOne({ _id: { $gt: from }, ...stands }, { _id: 1 })
          .sort({ _id: 1 })
          .lean<SuppressionRow>();
        if (!row) return ids;
        const id = row._id.slice(0, row._id.indexOf(':'));
        ids.push(id);
        from = `${id};`; // the character after the colon
      }
    },
    /** The check that is kept for the key; the first one stays. */
    checkOf: async (id: string, check: string): Promise<string> => {
      const row = await keys
        .findByIdAndUpdate(id, { $setOnInsert: { check } }, { upsert: true, returnDocument: 'after' })
        .lean<KeyRow>();
      return row!.check;
    },
  };
}

export type SuppressionsStore = ReturnType<typeof openSuppressionsStore>;
