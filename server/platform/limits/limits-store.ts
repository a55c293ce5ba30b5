/** Keeps counts under their keys; MongoDB forgets each when its time is over. */
import mongoose from 'mongoose';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { Db, Tx } from '../db/index.ts';

const schema = new mongoose.Schema({ key: String, points: Number, expire: Date }, { versionKey: false });
schema.index({ expire: 1 }, { expireAfterSeconds: 0 });
schema.index({ key: 1 }, { unique: true });

/** Opens the collection. */
export function openLimitsStore(db: Db, collection: string) {
  const counts = db.connection.model(`Limit ${collection}`, schema, collection);
  return {
    /** A counter that allows `points` in `seconds` for each key. */
    counter: (name: string, points: number, seconds: number) => {
      const limiter = new RateLimiterMongo({
        storeClient: db.connection.db,
        tableName: collection,
        keyPrefix: name,
        points,
        duration: seconds,
        disableIndexesCreation: true,
      });
      return {
        consume: async (key: string): Promise<boolean> => {
          try {
            await limiter.consume(key);
            return true;
          } catch (refusal) {
            if (refusal instanceof RateLimiterRes) return false;
            throw refusal;
          }
        },
        reward: async (key: string): Promise<void> => {
          await limiter.reward(key);
        },
        remove: async (key: string, tx?: Tx): Promise<void> => {
          await counts.deleteOne({ key: limiter.getKey(key) }, tx ? { session: tx } : {});
        },
      };
    },
  };
}
