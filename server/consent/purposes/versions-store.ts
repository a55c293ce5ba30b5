/** Keeps the versions of purposes' words; what was published is never changed. */
import mongoose from 'mongoose';
import { type Db, isDuplicateKey } from '../../platform/db/index.ts';
import type { PurposeKey } from '../words.ts';
import type { WordingVersion } from './wording-version.ts';

const mixed = mongoose.Schema.Types.Mixed;
const collection = 'wording_versions';

const schema = new mongoose.Schema<WordingVersion & { _id: string }>(
  {
    _id: String,
    purpose: String,
    number: Number,
    hashes: mixed,
    change: String,
    reason: String,
    covers: mixed,
    termMonths: Number,
    publishedAt: Date,
    publishedBy: String,
    effectiveAt: Date,
    asksFrom: Date,
    seal: String,
    withdrawnAt: Date,
    lapsedAt: Date,
  },
  { versionKey: false, collection },
);

/** Opens the collection. */
export function openVersionsStore(db: Db) {
  const versions = db.connection.model<WordingVersion & { _id: string }>('WordingVersion', schema);
  const idOf = (purpose: PurposeKey, number: number) => `${purpose} ${number}`;
  return {
    collection,
    /** Every version, oldest first within its purpose. */
    all: async (): Promise<readonly WordingVersion[]> => {
      const rows = await versions
        .find()
        .sort({ purpose: 1, number: 1 })
        .lean<(WordingVersion & { _id: string })[]>();
      return rows.map(({ _id, ...rest }) => rest);
    },
    /** False where the purpose has a version with this number already. */
    add: async (version: WordingVersion): Promise<boolean> => {
      try {
        await versions.create({ ...version, _id: idOf(version.purpose, version.number) });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Takes back a version that nobody has seen; false where it was too late. */
    withdraw: async (purpose: PurposeKey, number: number, at: Date): Promise<boolean> => {
      const unseen = { effectiveAt: { $gt: at }, asksFrom: { $not: { $lte: at } }, withdrawnAt: null };
      const { modifiedCount } = await versions.updateOne(
        { _id: idOf(purpose, number), ...unseen },
        { $set: { withdrawnAt: at } },
      );
      return modifiedCount === 1;
    },
    lapsed: async ({ purpose, number }: WordingVersion, at: Date) => {
      await versions.updateOne({ _id: idOf(purpose, number) }, { $set: { lapsedAt: at } });
    },
  };
}

export type VersionsStore = ReturnType<typeof openVersionsStore>;
