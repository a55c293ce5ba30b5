/** Keeps the one draft of the next version, with a revision so that nobody overwrites what somebody else wrote. */
import mongoose from 'mongoose';
import { type Db, isDuplicateKey, type Tx } from '../../platform/db/index.ts';
import type { StatementDraft } from './statement.ts';

type Row = StatementDraft & { _id: string };

export type DraftStore = ReturnType<typeof openDraftStore>;

const collection = 'statement_drafts';
const onlyOne = 'draft';
const words = { type: { nl: String, en: String }, _id: false };
const schema = new mongoose.Schema(
  {
    _id: String,
    revision: Number,
    source: words,
    summary: words,
    effectiveOn: String,
    editedBy: String,
    editedAt: Date,
  },
  { versionKey: false, collection },
);

/** Opens the collection. */
export function openDraftStore(db: Db) {
  const rows = db.connection.model<Row>('StatementDraft', schema as unknown as mongoose.Schema<Row>);
  return {
    collection,
    find: async (): Promise<StatementDraft | null> => {
      const row = await rows.findById(onlyOne).lean<Row>();
      if (!row) return null;
      const { _id, ...draft } = row;
      return draft;
    },
    /** False when there is one already. */
    begin: async (draft: StatementDraft): Promise<boolean> => {
      try {
        await rows.create({ ...draft, _id: onlyOne });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Writes over the revision that the draft is based on; false when there is another one by now. */
    save: async ({ revision, ...rest }: StatementDraft): Promise<boolean> => {
      const change = { $set: { ...rest, revision: revision + 1 } };
      return (await rows.updateOne({ _id: onlyOne, revision }, change)).modifiedCount === 1;
    },
    /** Takes that very revision away; false when there is another one by now. */
    remove: async (revision: number, tx?: Tx): Promise<boolean> => {
      const gone = await rows.deleteOne({ _id: onlyOne, revision }, tx ? { session: tx } : {});
      return gone.deletedCount === 1;
    },
  };
}
