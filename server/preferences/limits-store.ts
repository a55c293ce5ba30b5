/** Keeps the counts of sign-ups under keyed hashes; MongoDB forgets each when its time is over. */
import mongoose from 'mongoose';
import { RateLimiterMongo } from 'rate-limiter-flexible';
import type { Db, Tx } from '../platform/db/index.ts';

const collection = 'sign_up_limits';
const schema = new mongoose.Schema(
  { key: String, points: Number, expire: Date },
  { versionKey: false, collection },
);
schema.index({ expire: 1 }, { expireAfterSeconds: 0 });
schema.index({ key: 1 }, { unique: true });

/** Opens the collection. */
export function openLimitsStore(db: Db) {
  const counts = db.connection.model('SignUpLimit', schema);
  return {
    collection,
    /** A counter that allows `points` in `seconds` for each key. */
    counter: (name: string, points: number, seconds: number) =>
      new RateLimiterMongo({
        storeClient: db.connection.db,
        tableName: collection,
        keyPrefix: name,
        points,
        duration: seconds,
        disableIndexesCreation: true,
      }),
    remove: async (keys: readonly string[], tx: Tx): Promise<void> => {
      await counts.deleteMany({ key: { $in: [...keys] } }, { session: tx });
    },
  };
}
