/** Keeps what staff did for a person, why, and when; not what it was before (PRIV-2). */
import mongoose from 'mongoose';
import type { Db, Tx } from '../platform/db/index.ts';
import { newId, type AccountId, type SubscriberId } from '../platform/ids/index.ts';

/** What staff may correct; 'email' was asked for, and waits for the person; 'copy': all of it was handed out. */
export type CorrectedField = 'firstName' | 'lastName' | 'language' | 'post' | 'email' | 'copy';

export interface Correction {
  readonly subscriber: SubscriberId;
  readonly by: AccountId;
  readonly at: Date;
  readonly fields: readonly CorrectedField[];
  readonly reason: string;
}

const collection = 'corrections';
const schema = new mongoose.Schema<Correction & { _id: string }>(
  { _id: String, subscriber: String, by: String, at: Date, fields: [String], reason: String },
  { versionKey: false, collection },
);
schema.index({ subscriber: 1, at: 1 });

/** Opens the collection. */
export function openCorrectionsStore(db: Db) {
  const corrections = db.connection.model<Correction & { _id: string }>('Correction', schema);
  return {
    collection,
    insert: async (correction: Correction, tx: Tx) => {
      await corrections.create([{ ...correction, _id: newId() }], { session: tx });
    },
    list: (subscriber: SubscriberId): Promise<readonly Correction[]> =>
      corrections.find({ subscriber }, { _id: 0 }).sort({ at: 1 }).lean<Correction[]>(),
    erase: async (subscriber: SubscriberId, tx: Tx) => {
      await corrections.deleteMany({ subscriber }, { session: tx });
    },
  };
}

export type CorrectionsStore = ReturnType<typeof openCorrectionsStore>;
