/** Keeps purposes and wordings. */
import mongoose from 'mongoose';
import type { Db } from '../platform/db/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { Purpose, PurposeKey, Wording } from './words.ts';

type PurposeRow = Omit<Purpose, 'key'> & { _id: PurposeKey };
type WordingRow = Omit<Wording, 'hash'> & { _id: string };

const purposeSchema = new mongoose.Schema<PurposeRow>(
  { _id: String, channel: String, newsletter: String, needsConfirmation: Boolean, termMonths: Number },
  { versionKey: false, collection: 'purposes' },
);
const wordingSchema = new mongoose.Schema<WordingRow>(
  { _id: String, purpose: String, language: String, label: String, text: String, effectiveAt: Date },
  { versionKey: false, collection: 'wordings' },
);
wordingSchema.index({ purpose: 1, language: 1, effectiveAt: -1 });

/** Opens both collections. */
export function openPurposesStore(db: Db) {
  const purposes = db.connection.model<PurposeRow>('Purpose', purposeSchema);
  const wordings = db.connection.model<WordingRow>('Wording', wordingSchema);
  const asWording = ({ _id, ...rest }: WordingRow): Wording => ({ ...rest, hash: _id });
  return {
    collections: ['purposes', 'wordings'],
    definePurpose: async ({ key, ...rest }: Purpose) => {
      await purposes.updateOne({ _id: key }, { $set: rest }, { upsert: true });
    },
    purposes: async (): Promise<readonly Purpose[]> => {
      const rows = await purposes.find().sort({ _id: 1 }).lean<PurposeRow[]>();
      return rows.map(({ _id, ...rest }) => ({ ...rest, key: _id }));
    },
    /** Adds the wording; one with the same hash is there already and stays as it is. */
    addWording: async ({ hash, ...rest }: Wording) => {
      await wordings.updateOne({ _id: hash }, { $setOnInsert: rest }, { upsert: true });
    },
    wordings: async () => (await wordings.find().lean<WordingRow[]>()).map(asWording),
    wordingByHash: async (hash: string) => {
      const row = await wordings.findById(hash).lean<WordingRow>();
      return row && asWording(row);
    },
    wordingInForce: async (purpose: PurposeKey, language: Language, at: Date) => {
      const row = await wordings
        .findOne({ purpose, language, effectiveAt: { $lte: at } })
        .sort({ effectiveAt: -1 })
        .lean<WordingRow>();
      return row && asWording(row);
    },
  };
}

export type PurposesStore = ReturnType<typeof openPurposesStore>;
