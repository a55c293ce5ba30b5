/** Keeps how the opt-out of an address came that gets nothing from us, under the keyed hash of the address (CON-7). */
import mongoose from 'mongoose';
import { DAY_MS, SECOND_MS } from '../platform/clock/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { newId, type AccountId } from '../platform/ids/index.ts';
import type { ways } from './recording/how-it-came.ts';

export interface BlockNote {
  /** The suppression hash. */
  readonly address: string;
  readonly by: AccountId;
  readonly channel: (typeof ways)[number];
  readonly at: Date;
  readonly evidence: string;
}

type Row = BlockNote & { _id: string; recordedAt: Date };
const collection = 'block_notes';
const schema = new mongoose.Schema<Row>(
  {
    _id: String,
    ...{ address: String, by: String, channel: String, at: Date, evidence: String, recordedAt: Date },
  },
  { versionKey: false, collection },
);
schema.index({ address: 1, at: 1 });
// As proof of a withdrawal: for five years (PRIV-6).
schema.index({ recordedAt: 1 }, { expireAfterSeconds: (5 * 365 * DAY_MS) / SECOND_MS });

/** Opens the collection. */
export function openBlockNotesStore(db: Db) {
  const notes = db.connection.model<Row>('BlockNote', schema);
  return {
    collection,
    insert: async (note: BlockNote, recordedAt: Date, tx: Tx): Promise<void> => {
      await notes.create([{ ...note, recordedAt, _id: newId() }], { session: tx });
    },
    /** The notes under any of the hashes that an address has by the keys in use. */
    list: (addresses: readonly string[]): Promise<readonly BlockNote[]> =>
      notes
        .find({ address: { $in: [...addresses] } }, { _id: 0, recordedAt: 0 })
        .sort({ at: 1 })
        .lean<BlockNote[]>(),
    erase: async (addresses: readonly string[], tx: Tx): Promise<void> => {
      await notes.deleteMany({ address: { $in: [...addresses] } }, { session: tx });
    },
  };
}

export type BlockNotesStore = ReturnType<typeof openBlockNotesStore>;
