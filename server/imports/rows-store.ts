/** Keeps, by row number only, which rows an import refused and why, and receipts of the rows that it wrote. */
import mongoose from 'mongoose';
import { isDuplicateKey, type Db, type Tx } from '../platform/db/index.ts';
import type { ImportId } from '../platform/ids/index.ts';
import type { Refusal, Verdict } from './rows/verdict.ts';

export interface RefusedRow {
  readonly row: number;
  readonly reason: Refusal;
}
type Outcome = Verdict['outcome'];
interface RefusedDocument extends RefusedRow {
  readonly _id: string;
  readonly import: ImportId;
}
interface ReceiptDocument {
  readonly _id: string;
  readonly import: ImportId;
  readonly row: number;
  readonly outcome: Outcome;
}

const refusedSchema = new mongoose.Schema<RefusedDocument>(
  { _id: String, import: String, row: Number, reason: String },
  { versionKey: false, collection: 'import_refusals' },
);
refusedSchema.index({ import: 1, row: 1 });
const receiptSchema = new mongoose.Schema<ReceiptDocument>(
  { _id: String, import: String, row: Number, outcome: String },
  { versionKey: false, collection: 'import_receipts' },
);
receiptSchema.index({ import: 1, row: 1 });

export type RowsStore = ReturnType<typeof openRowsStore>;

/** Opens both collections. */
export function openRowsStore(db: Db) {
  const refused = db.connection.model<RefusedDocument>('ImportRefusal', refusedSchema);
  const receipts = db.connection.model<ReceiptDocument>('ImportReceipt', receiptSchema);
  const refusedOf = (id: ImportId) =>
    refused.find({ import: id }, { _id: 0, row: 1, reason: 1 }).sort({ row: 1 });

  return {
    collections: ['import_refusals', 'import_receipts'],

    /** After a crash a batch is booked again: what is there already stays. */
    addRefused: async (id: ImportId, rows: readonly RefusedRow[]): Promise<void> => {
      const documents = rows.map(({ row, reason }) => ({ _id: `${id}:${row}`, import: id, row, reason }));
      try {
        await refused.insertMany(documents, { ordered: false });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    firstRefused: async (id: ImportId, limit: number): Promise<readonly RefusedRow[]> =>
      refusedOf(id).limit(limit).lean<RefusedRow[]>(),
    allRefused: (id: ImportId): AsyncIterable<RefusedRow> =>
      refusedOf(id).lean<RefusedRow[]>().cursor({ batchSize: 1000 }),
    forgetRefused: async (id: ImportId) => {
      await refused.deleteMany({ import: id });
    },

    /** Says that the row is written; a second receipt for it makes the transaction fail. */
    addReceipt: async (id: ImportId, row: number, outcome: Outcome, tx: Tx) => {
      await receipts.create([{ _id: `${id}:${row}`, import: id, row, outcome }], { session: tx });
    },
    receipts: async (id: ImportId, from: number, to: number): Promise<ReadonlyMap<number, Outcome>> => {
      const found = await receipts
        .find({ import: id, row: { $gte: from, $lte: to } })
        .lean<ReceiptDocument[]>();
      return new Map(found.map(({ row, outcome }) => [row, outcome]));
    },
    removeReceipts: async (id: ImportId) => {
      await receipts.deleteMany({ import: id });
    },
  };
}
