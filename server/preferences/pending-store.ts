/** Keeps sign-ups that wait for their confirmation, apart from subscribers and ledger (CON-1). */
import mongoose from 'mongoose';
import type { PurposeKey } from '../consent/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { PostAddress } from '../subscribers/index.ts';

export interface PendingSignUp {
  /** Becomes the subscriber's id on confirmation, unless the address is known already. */
  readonly id: SubscriberId;
  readonly email: string;
  readonly firstName: string;
  readonly language: Language;
  readonly agreed: readonly { readonly purpose: PurposeKey; readonly wording: string }[];
  readonly topics: readonly string[];
  readonly post: PostAddress | null;
  readonly form: string;
  readonly page: string;
  readonly statementVersion: number;
  readonly askedAt: Date;
  readonly expiresAt: Date;
}

type Row = Omit<PendingSignUp, 'id'> & { _id: SubscriberId };
export type PendingStore = ReturnType<typeof openPendingStore>;

const collection = 'pending_sign_ups';
const schema = new mongoose.Schema<Row>(
  {
    _id: String,
    email: String,
    firstName: String,
    language: String,
    agreed: [{ purpose: String, wording: String, _id: false }],
    topics: [String],
    post: { type: mongoose.Schema.Types.Mixed, default: null },
    form: String,
    page: String,
    statementVersion: Number,
    askedAt: Date,
    expiresAt: Date,
  },
  { versionKey: false, collection },
);
// MongoDB forgets them by itself as well, should the job that does it not run.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ email: 1 });

/** Opens the collection. */
export function openPendingStore(db: Db) {
  const waiting = db.connection.model<Row>('PendingSignUp', schema);
  return {
    collection,
    add: async ({ id, ...rest }: PendingSignUp, tx: Tx): Promise<void> => {
      await waiting.create([{ ...rest, _id: id }], { session: tx });
    },
    /** The sign-up, unless it is confirmed, expired or never was. */
    find: async (id: SubscriberId, now: Date): Promise<PendingSignUp | null> => {
      const found = await waiting.findOne({ _id: id, expiresAt: { $gt: now } }).lean<Row>();
      if (!found) return null;
      const { _id, ...rest } = found;
      return { ...rest, id: _id };
    },
    /** Whether this call removed it: of two at the same time only one does. */
    remove: async (id: SubscriberId, tx: Tx): Promise<boolean> =>
      (await waiting.deleteOne({ _id: id }, { session: tx })).deletedCount === 1,
    listByEmail: (email: string) => waiting.find({ email }, { _id: 0 }).lean<Omit<PendingSignUp, 'id'>[]>(),
    removeByEmail: async (email: string, tx: Tx): Promise<void> => {
      await waiting.deleteMany({ email }, { session: tx });
    },
    removeExpired: async (now: Date): Promise<void> => {
      await waiting.deleteMany({ expiresAt: { $lte: now } });
    },
    count: (now: Date): Promise<number> => waiting.countDocuments({ expiresAt: { $gt: now } }),
  };
}
