/** Keeps token buckets in MongoDB, so that all processes together keep to a rate; only those that are limited are there. */
import mongoose from 'mongoose';
import { DAY_MS, plus } from '../../platform/clock/index.ts';
import { type Db, isDuplicateKey } from '../../platform/db/index.ts';
import { type Ask, type Bucket, taking } from './ask-bucket.ts';

type Row = Bucket & { _id: string };

/** What a bucket gave. */
export type Given = Pick<Bucket, 'taken' | 'booked'>;

export type BucketsStore = ReturnType<typeof openBucketsStore>;

const collection = 'pace_buckets';
const schema = new mongoose.Schema(
  { _id: String, tokens: Number, used: Number, at: Date, booked: Date, taken: Number },
  { versionKey: false, collection },
);
schema.index({ at: 1 });

/** A token that is lost with the database's memory does no harm. */
const quick = { w: 1, j: false } as const;
const after = { returnDocument: 'after' } as const;
const keptForMs = 2 * DAY_MS;

/** Opens the collection. */
export function openBucketsStore(db: Db) {
  const rows = db.connection.model<Row>('PaceBucket', schema as unknown as mongoose.Schema<Row>);
  const ask = async (one: Ask, now: Date): Promise<Row> => {
    const options = { ...after, upsert: true, updatePipeline: true, writeConcern: quick } as const;
    const change = () =>
      rows.findOneAndUpdate({ _id: one.key }, taking(one, now), options).lean<Row>().exec();
    return change().catch((error: unknown) => {
      // Two processes made it in the same moment.
      if (isDuplicateKey(error)) return change();
      throw error;
    });
  };
  return {
    collection,
    /** Asks several buckets at the same time; what each gave. */
    take: async (asks: readonly Ask[], now: Date): Promise<ReadonlyMap<string, Given>> =>
      new Map(
        await Promise.all(
          asks.map(async (one): Promise<[string, Given]> => {
            const { taken, booked } = await ask(one, now);
            return [one.key, { taken, booked }];
          }),
        ),
      ),
    /** Puts tokens back that were not used. */
    give: async (unused: ReadonlyMap<string, number>): Promise<void> => {
      const changes = [...unused]
        .filter(([, tokens]) => tokens > 0)
        .map(([_id, tokens]) => ({
          updateOne: { filter: { _id }, update: { $inc: { tokens, used: -tokens } } },
        }));
      if (changes.length > 0) await rows.bulkWrite(changes, { ordered: false, writeConcern: quick });
    },
    /** How many tokens these have given; missing are those that nobody asked. */
    used: async (keys: readonly string[]): Promise<ReadonlyMap<string, number>> => {
      const found = await rows.find({ _id: { $in: [...keys] } }).lean<Row[]>();
      return new Map(found.map(({ _id, used }) => [_id, used]));
    },
    /** Removes those that nobody has asked for long: they would be full. */
    forget: async (now: Date): Promise<void> => {
      await rows.deleteMany({ at: { $lte: plus(now, -keptForMs) } });
    },
  };
}
