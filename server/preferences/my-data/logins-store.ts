/** Keeps the logins that were mailed and not used yet: the link names one, and taking it is the one use (LINK-9). */
import mongoose from 'mongoose';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';

export interface MailedLogin {
  /** What the link is about, in the place of a subscriber. */
  readonly id: SubscriberId;
  readonly subscriber: SubscriberId;
  readonly expiresAt: Date;
}

type Row = Omit<MailedLogin, 'id'> & { _id: SubscriberId };
export type LoginsStore = ReturnType<typeof openLoginsStore>;

const collection = 'mailed_logins';
const schema = new mongoose.Schema<Row>(
  { _id: String, subscriber: String, expiresAt: Date },
  { versionKey: false, collection },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ subscriber: 1 });

/** Opens the collection. */
export function openLoginsStore(db: Db) {
  const logins = db.connection.model<Row>('MailedLogin', schema);
  return {
    collection,
    add: async ({ id, ...rest }: MailedLogin, tx: Tx): Promise<void> => {
      await logins.create([{ ...rest, _id: id }], { session: tx });
    },
    isUsable: async (id: SubscriberId, now: Date): Promise<boolean> =>
      (await logins.exists({ _id: id, expiresAt: { $gt: now } })) !== null,
    /** Uses it up: whose it is, or null where it was used, expired or erased. Of two calls, one gets it. */
    take: async (id: SubscriberId, now: Date): Promise<SubscriberId | null> => {
      const taken = await logins.findOneAndDelete({ _id: id, expiresAt: { $gt: now } }).lean<Row>();
      return taken?.subscriber ?? null;
    },
    list: (subscriber: SubscriberId) => logins.find({ subscriber }, { _id: 0, subscriber: 0 }).lean<Row[]>(),
    erase: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      await logins.deleteMany({ subscriber }, { session: tx });
    },
  };
}
