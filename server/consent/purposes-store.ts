/** Keeps purposes and wordings. */
import mongoose from 'mongoose';
import { fresh, SECOND_MS, systemStopwatch } from '../platform/clock/index.ts';
import { type Db, isDuplicateKey } from '../platform/db/index.ts';
import { isOwnPurpose, type Purpose, type PurposeKey, type Wording } from './words.ts';
import type { NewWording } from './wordings.ts';

/** What a purpose is, whatever its words are. */
export interface KnownPurpose extends Purpose {
  /** Words to begin with, which nobody is shown before they are published. */
  readonly suggestion: readonly NewWording[];
}

type PurposeRow = Omit<KnownPurpose, 'key'> & { _id: PurposeKey };
type WordingRow = Omit<Wording, 'hash'> & { _id: string };

const purposeSchema = new mongoose.Schema<PurposeRow>(
  {
    _id: String,
    channel: String,
    newsletter: String,
    needsConfirmation: Boolean,
    termMonths: Number,
    covers: { nl: String, en: String },
    suggestion: [{ _id: false, language: String, label: String, text: String }],
  },
  { versionKey: false, collection: 'purposes' },
);
const wordingSchema = new mongoose.Schema<WordingRow>(
  { _id: String, purpose: String, language: String, label: String, text: String },
  { versionKey: false, collection: 'wordings' },
);
wordingSchema.index({ purpose: 1 });

/** Opens both collections. */
export function openPurposesStore(db: Db) {
  const purposes = db.connection.model<PurposeRow>('Purpose', purposeSchema);
  const wordings = db.connection.model<WordingRow>('Wording', wordingSchema);
  const asWording = ({ _id, ...rest }: WordingRow): Wording => ({ ...rest, hash: _id });
  const known = fresh(systemStopwatch, SECOND_MS, async (): Promise<readonly KnownPurpose[]> => {
    const rows = await purposes.find().sort({ _id: 1 }).lean<PurposeRow[]>();
    return inOrder(rows.map(({ _id, ...rest }) => ({ ...rest, key: _id })));
  });
  // What stands under a hash never changes.
  const byHash = new Map<string, Wording>();
  return {
    collections: ['purposes', 'wordings'],
    definePurpose: async ({ key, ...rest }: KnownPurpose) => {
      await purposes.updateOne({ _id: key }, { $set: rest }, { upsert: true });
      known.forget();
    },
    /** False where there is one with this key. */
    addPurpose: async ({ key, ...rest }: KnownPurpose): Promise<boolean> => {
      try {
        await purposes.create({ _id: key, ...rest });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      } finally {
        known.forget();
      }
    },
    /** Read at most a second ago: newsletters first, then what they are chosen by, then the shop's own. */
    purposes: known,
    /** Adds the wording; one with the same hash is there already and stays as it is. */
    addWording: async ({ hash, ...rest }: Wording) => {
      await wordings.updateOne({ _id: hash }, { $setOnInsert: rest }, { upsert: true });
    },
    wordings: async (filter: { readonly purpose?: PurposeKey } = {}) =>
      (await wordings.find(filter).lean<WordingRow[]>()).map(asWording),
    wordingByHash: async (hash: string): Promise<Wording | null> => {
      const row = byHash.has(hash) ? null : await wordings.findById(hash).lean<WordingRow>();
      if (row) byHash.set(hash, asWording(row));
      return byHash.get(hash) ?? null;
    },
  };
}

function inOrder(purposes: readonly KnownPurpose[]): readonly KnownPurpose[] {
  const place = (purpose: KnownPurpose) => (purpose.newsletter ? 0 : isOwnPurpose(purpose) ? 2 : 1);
  return [...purposes].sort((a, b) => place(a) - place(b));
}

export type PurposesStore = ReturnType<typeof openPurposesStore>;
