/** Keeps the published versions of the privacy statement. */
import mongoose from 'mongoose';
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
  return {
    collection,
    find: async (number: number): Promise<StatementVersion | null> => {
      const row = await rows.findById(number).lean<Row>();
      return row && plain(row);
    },
    /** The last one that counts at the moment; null where none does yet. */
    inForceAt: async (at: Date): Promise<StatementVersion | null> => {
      const row = await rows
        .findOne({ effectiveAt: { $lte: at }, withdrawnAt: null })
        .sort({ _id: -1 })
        .lean<Row>();
      return row && plain(row);
    },
    /** Every version, the newest first. */
    all: async (): Promise<readonly StatementVersion[]> =>
      (await rows.find().sort({ _id: -1 }).lean<Row[]>()).map(plain),
    /** Puts in the version that came along; where it is there already, only its unfixed words follow. */
    addFirst: async ({ number, source, ...rest }: StatementVersion): Promise<void> => {
      await rows.updateOne({ _id: number }, { $setOnInsert: { ...rest, source } }, { upsert: true });
      await rows.updateOne({ _id: number, hash: null }, { $set: { source } });
    },
    add: async ({ number, ...rest }: StatementVersion, tx: Tx): Promise<void> => {
      await rows.create([{ ...rest, _id: number }], { session: tx });
    },
    /** Fixes the text; one that is fixed stays as it is. */
    fix: async (number: number, text: Words, hash: string): Promise<void> => {
      await rows.updateOne({ _id: number, hash: null }, { $set: { text, hash } });
    },
    /** Takes back what does not count yet; false when it does. */
    withdraw: async (number: number, at: Date): Promise<boolean> => {
      const planned = { _id: number, effectiveAt: { $gt: at }, withdrawnAt: null };
      return (await rows.updateOne(planned, { $set: { withdrawnAt: at } })).modifiedCount === 1;
    },
  };
}
