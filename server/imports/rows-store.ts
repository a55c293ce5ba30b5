/** Keeps, by row number only, which rows an import refused and why, and receipts of the rows that it has written. */
import mongoose from 'mongoose';
import { isDuplicateKey, type Db, type Tx, unlessDuplicate } from '../platform/db/index.ts';
import type { ImportId } from '../platform/ids/index.ts';
import type { Counts } from './import-run.ts';
import type { Refusal } from './rows/verdict.ts';

export interface RefusedRow {
  readonly row: number;
  readonly reason: Refusal;
}
/** Says that these rows are done, the first and the last included, and what they added up to. */
export interface Receipt {
  readonly from: number;
  readonly to: number;
  readonly counts: Counts;
}
/** Another worker has a receipt for these rows already. */
export class WrittenElsewhere extends Error {}

interface RefusedDocument extends RefusedRow {
  readonly _id: string;
  readonly import: ImportId;
}
interface ReceiptDocument extends Receipt {
  readonly _id: string;
  readonly import: ImportId;
}

const refusedSchema = new mongoose.Schema<RefusedDocument>(
  { _id: String, import: String, row: Number, reason: String },
  { versionKey: false, collection: 'import_refusals' },
);
refusedSchema.index({ import: 1, row: 1 });
const receiptSchema = new mongoose.Schema(
  { _id: String, import: String, from: Number, to: Number, counts: mongoose.Schema.Types.Mixed },
  { versionKey: false, collection: 'import_receipts' },
);
receiptSchema.index({ import: 1, from: 1 });

export type RowsStore = ReturnType<typeof openRowsStore>;

/** Opens both collections. */
export function openRowsStore(db: Db) {
  const refused = db.connection.model<RefusedDocument>('ImportRefusal', refusedSchema);
  const receipts = db.connection.model<ReceiptDocument>(
    'ImportReceipt',
    receiptSchema as unknown as mongoose.Schema<ReceiptDocument>,
  );
  const asDocuments = (id: ImportId, rows: readonly RefusedRow[]) =>
    rows.map(({ row, reason }) => ({ _id: `${id}:${row}`, import: id, row, reason }));
  const refusedOf = (id: ImportId) =>
    refused.find({ import: id }, { _id: 0, row: 1, reason: 1 }).sort({ row: 1 });

  return {
    collections: ['import_refusals', 'import_receipts'],

    /** What is there already stays. */
    addRefused: async (id: ImportId, rows: readonly RefusedRow[]): Promise<void> => {
      await refused.insertMany(asDocuments(id, rows), { ordered: false }).catch(unlessDuplicate);
    },
    firstRefused: async (id: ImportId, limit: number): Promise<readonly RefusedRow[]> =>
      refusedOf(id).limit(limit).lean<RefusedRow[]>(),
    allRefused: (id: ImportId): AsyncIterable<RefusedRow> =>
      refusedOf(id).lean<RefusedRow[]>().cursor({ batchSize: 1000 }),
    forgetRefused: async (id: ImportId) => {
      await refused.deleteMany({ import: id });
    },

    /** Says that rows are done, and which of them were refused. Throws WrittenElsewhere. */
    addWritten: async (
      id: ImportId,
      done: readonly Receipt[],
      refusedRows: readonly RefusedRow[],
      tx: Tx,
    ): Promise<void> => {
      const documents = done.map((receipt) => ({ _id: `${id}:${receipt.from}`, import: id, ...receipt }));
      await receipts.insertMany(documents, { session: tx, lean: true }).catch((error: unknown) => {
        throw isDuplicateKey(error) ? new WrittenElsewhere() : error;
      });
      if (refusedRows.length > 0)
        await refused.insertMany(asDocuments(id, refusedRows), { session: tx, lean: true });
    },
    /** Receipts of rows past this one, in the order of the file: what was written and not booked. */
    receiptsAfter: async (id: ImportId, row: number): Promise<readonly Receipt[]> =>
      receipts
        .find({ import: id, from: { $gt: row } }, { _id: 0, from: 1, to: 1, counts: 1 })
        .sort({ from: 1 })
        .lean<Receipt[]>(),
    removeReceipts: async (id: ImportId) => {
      await receipts.deleteMany({ import: id });
    },
  };
}
