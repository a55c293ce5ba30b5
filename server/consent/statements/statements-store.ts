/** Keeps the published versions of the privacy statement. */
import mongoose from 'mongoose';
import { fresh, SECOND_MS, systemStopwatch } from '../../platform/clock/index.ts';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { StatementVersion, Words } from './statement.ts';

type Row = Omit<StatementVersion, 'number'> & { _id: number };

export type StatementsStore = ReturnType<typeof openStatementsStore>;

const collection = 'statements';
const words = { type: { nl: String, en: String }, _id: false, default: null };
const schema = new mongoose.Schema(
  {
    _id: Number,
    source: words,
    text: words,
    hash: { type: String, default: null },
    effectiveOn: String,
    effectiveAt: Date,
    summary: words,
    publishedBy: { type: String, default: null },
    publishedAt: Date,
    withdrawnAt: { type: Date, default: null },
  },
  { versionKey: false, collection },
);

/** Opens the collection. */
export function openStatementsStore(db: Db) {
  const rows = db.connection.model<Row>('Statement', schema as unknown as mongoose.Schema<Row>);
  const plain = ({ _id, ...rest }: Row): StatementVersion => ({ ...rest, number: _id });
  const all = async (): Promise<readonly StatementVersion[]> =>
    (await rows.find().sort({ _id: -1 }).lean<Row[]>()).map(plain);
  const known = fresh(systemStopwatch, SECOND_MS, all);
  return {
    collection,
    find: async (number: number): Promise<StatementVersion | null> => {
      const row = await rows.findById(number).lean<Row>();
      return row && plain(row);
    },
    /** The last one that counts at the moment, of those read at most a second ago; null where none does yet. */
    inForceAt: async (at: Date): Promise<StatementVersion | null> =>
      (await known()).find(({ effectiveAt, withdrawnAt }) => effectiveAt <= at && !withdrawnAt) ?? null,
    /** Every version, the newest first. */
    all,
    /** Puts in the version that came along; where it is there already, only its unfixed words follow. */
    addFirst: async ({ number, source, ...rest }: StatementVersion): Promise<void> => {
      await rows.updateOne({ _id: number }, { $setOnInsert: { ...rest, source } }, { upsert: true });
      await rows.updateOne({ _id: number, hash: null }, { $set: { source } });
      known.forget();
    },
    add: async ({ number, ...rest }: StatementVersion, tx: Tx): Promise<void> => {
      await rows.create([{ ...rest, _id: number }], { session: tx });
      known.forget();
    },
    /** Fixes the text; one that is fixed stays as it is. */
    fix: async (number: number, text: Words, hash: string): Promise<void> => {
      await rows.updateOne({ _id: number, hash: null }, { $set: { text, hash } });
      known.forget();
    },
    /** Takes back what does not count yet; false when it does. */
    withdraw: async (number: number, at: Date): Promise<boolean> => {
      const planned = { _id: number, effectiveAt: { $gt: at }, withdrawnAt: null };
      const { modifiedCount } = await rows.updateOne(planned, { $set: { withdrawnAt: at } });
      known.forget();
      return modifiedCount === 1;
    },
  };
}
