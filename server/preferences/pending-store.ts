/** Keeps sign-ups that wait for their confirmation, apart from subscribers and ledger (CON-1). */
import mongoose from 'mongoose';
import type { PurposeKey } from '../consent/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { AccountId, SubscriberId } from '../platform/ids/index.ts';
import type { PostAddress } from '../subscribers/index.ts';

/** A yes that was said to staff: who wrote it down, how and when it came, and what shows it. */
export interface RecordedYes {
  readonly by: AccountId;
  readonly channel: 'telephone' | 'letter' | 'mail' | 'counter';
  readonly at: Date;
  readonly evidence: string;
}

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
  readonly page: string | null;
  /** Null where the person filled in the form. */
  readonly recorded: RecordedYes | null;
  readonly statementVersion: number;
  readonly askedAt: Date;
  readonly expiresAt: Date;
}

type Row = Omit<PendingSignUp, 'id'> & {
  _id: SubscriberId;
  /** Set when it was confirmed: of such a row nothing else is left. */
  confirmedFor?: SubscriberId;
};
export type PendingStore = ReturnType<typeof openPendingStore>;

const collection = 'pending_sign_ups';
const schema = new mongoose.Schema<Row>(
  {
    _id: String,
    email: String,
    firstName: String,
    language: String,
    agreed: { type: [{ purpose: String, wording: String, _id: false }], default: undefined },
    topics: { type: [String], default: undefined },
    post: { type: mongoose.Schema.Types.Mixed, default: null },
    form: String,
    page: String,
    recorded: { type: mongoose.Schema.Types.Mixed, default: null },
    statementVersion: Number,
    askedAt: Date,
    expiresAt: Date,
    confirmedFor: String,
  },
  { versionKey: false, collection },
);
// MongoDB forgets them by itself as well, should the job that does it not run.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ email: 1 });
schema.index({ confirmedFor: 1 }, { sparse: true });

/** Opens the collection. */
export function openPendingStore(db: Db) {
  const waiting = db.connection.model<Row>('PendingSignUp', schema);
  return {
    collection,
    add: async ({ id, ...rest }: PendingSignUp, tx: Tx): Promise<void> => {
      await waiting.create([{ ...rest, _id: id }], { session: tx });
    },
    /** The sign-up, 'confirmed' where that was done before, null where it expired, was erased or never was. */
    find: async (id: SubscriberId, now: Date): Promise<PendingSignUp | 'confirmed' | null> => {
      const found = await waiting.findOne({ _id: id, expiresAt: { $gt: now } }).lean<Row>();
      if (!found) return null;
      const { _id, confirmedFor, ...rest } = found;
      return confirmedFor ? 'confirmed' : { ...rest, id: _id };
    },
    /** Leaves nothing but that it was confirmed, and by whom; false where another call did so before. */
    confirm: async ({ id, expiresAt }: PendingSignUp, subscriber: SubscriberId, tx: Tx): Promise<boolean> => {
      const left = { expiresAt, confirmedFor: subscriber };
      const stillWaiting = { _id: id, confirmedFor: { $exists: false } };
      return (await waiting.replaceOne(stillWaiting, left, { session: tx })).modifiedCount === 1;
    },
    listByEmail: (email: string) => waiting.find({ email }, { _id: 0 }).lean<Omit<PendingSignUp, 'id'>[]>(),
    /** All that waits under the address, and that the person ever confirmed. */
    erase: async (subscriber: SubscriberId, email: string, tx: Tx): Promise<void> => {
      await waiting.deleteMany({ $or: [{ email }, { confirmedFor: subscriber }] }, { session: tx });
    },
    removeExpired: async (now: Date): Promise<void> => {
      await waiting.deleteMany({ expiresAt: { $lte: now } });
    },
    count: (now: Date): Promise<number> =>
      waiting.countDocuments({ expiresAt: { $gt: now }, confirmedFor: { $exists: false } }),
  };
}
