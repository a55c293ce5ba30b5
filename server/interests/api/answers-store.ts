/** Keeps, under a hash of each Idempotency-Key, what was answered, for 24 hours. */
import mongoose from 'mongoose';
import { type Clock, HOUR_MS, MINUTE_MS, plus } from '../../platform/clock/index.ts';
import { type Db, isDuplicateKey } from '../../platform/db/index.ts';

interface Row {
  readonly _id: string;
  /** A keyed hash of the body, to tell another one. */
  readonly body: string;
  /** Null while the first is under way. */
  readonly answer: unknown;
  readonly leaseUntil: Date;
  readonly forgetAt: Date;
}

/** `begun`: do it and call `finish`; `busy`: the first is under way; `other`: the body was another. */
type Beginning =
  { readonly is: 'begun' | 'busy' | 'other' } | { readonly is: 'done'; readonly answer: unknown };

const keptMs = 24 * HOUR_MS;
const leaseMs = 2 * MINUTE_MS;
const collection = 'api_answers';
const schema = new mongoose.Schema(
  { _id: String, body: String, answer: mongoose.Schema.Types.Mixed, leaseUntil: Date, forgetAt: Date },
  { versionKey: false, collection },
);
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

export type AnswersStore = ReturnType<typeof openAnswersStore>;

/** Opens the collection. */
export function openAnswersStore(db: Db, clock: Clock) {
  const answers = db.connection.model<Row>('ApiAnswer', schema as unknown as mongoose.Schema<Row>);
  const fresh = (body: string) => {
    const now = clock();
    return { body, answer: null, leaseUntil: plus(now, leaseMs), forgetAt: plus(now, keptMs) };
  };
  return {
    collection,
    begin: async (id: string, body: string): Promise<Beginning> => {
      try {
        await answers.create({ _id: id, ...fresh(body) });
        return { is: 'begun' };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const now = clock();
      // What is old, or was left by a process that died, begins again.
      const over = { $or: [{ forgetAt: { $lte: now } }, { body, answer: null, leaseUntil: { $lte: now } }] };
      const taken = await answers.updateOne({ _id: id, ...over }, { $set: fresh(body) });
      if (taken.modifiedCount === 1) return { is: 'begun' };
      const row = await answers.findById(id).lean<Row>();
      if (!row || row.body !== body) return { is: row ? 'other' : 'busy' };
      return row.answer === null ? { is: 'busy' } : { is: 'done', answer: row.answer };
    },
    finish: async (id: string, answer: unknown): Promise<void> => {
      await answers.updateOne({ _id: id }, { $set: { answer } });
    },
    /** It did not come to an answer: the same key may be used again. */
    release: async (id: string): Promise<void> => {
      await answers.deleteOne({ _id: id, answer: null });
    },
  };
}
