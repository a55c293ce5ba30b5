/** Keeps what people write in the contact form, until a year after it was answered or closed. */
import mongoose from 'mongoose';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { AccountId, MessageId } from '../../platform/ids/index.ts';

export interface Message {
  readonly id: MessageId;
  readonly email: string;
  readonly name: string;
  readonly text: string;
  readonly language: Language;
  readonly at: Date;
  /** Whether they ticked 'stop the newsletter', and when it was stopped: at once, or by the link that was mailed. */
  readonly wantsStop: boolean;
  readonly stoppedAt: Date | null;
  /** Null while it is open. */
  readonly closed: Closed | null;
}

export interface Closed {
  readonly at: Date;
  readonly by: AccountId;
  /** Null where it was closed without an answer by mail. */
  readonly answer: string | null;
}

type Row = Omit<Message, 'id'> & { _id: MessageId; expiresAt: Date | null };
export type MessagesStore = ReturnType<typeof openMessagesStore>;

const collection = 'contact_messages';
const schema = new mongoose.Schema(
  {
    _id: String,
    email: String,
    name: String,
    text: String,
    language: String,
    at: Date,
    wantsStop: Boolean,
    stoppedAt: { type: Date, default: null },
    closed: { type: mongoose.Schema.Types.Mixed, default: null },
    expiresAt: { type: Date, default: null },
  },
  { versionKey: false, collection },
);
schema.index({ email: 1 });
schema.index({ 'closed.at': 1, at: 1 });
// MongoDB forgets them by itself as well, should the job that does it not run.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Opens the collection. */
export function openMessagesStore(db: Db) {
  const rows = db.connection.model<Row>('ContactMessage', schema as unknown as mongoose.Schema<Row>);
  const plain = ({ _id, expiresAt: _, ...rest }: Row): Message => ({ ...rest, id: _id });
  const open = { closed: null };
  return {
    collection,
    add: async ({ id, ...rest }: Message, tx: Tx): Promise<void> => {
      await rows.create([{ ...rest, _id: id, expiresAt: null }], { session: tx });
    },
    find: async (id: MessageId): Promise<Message | null> => {
      const row = await rows.findById(id).lean<Row>();
      return row && plain(row);
    },
    /** The oldest first: who wrote first is answered first. */
    listOpen: async (atMost: number): Promise<Message[]> =>
      (await rows.find(open).sort({ at: 1 }).limit(atMost).lean<Row[]>()).map(plain),
    /** The latest first. */
    listClosed: async (atMost: number): Promise<Message[]> => {
      const closed = { 'closed.at': { $gt: new Date(0) } };
      return (await rows.find(closed).sort({ 'closed.at': -1 }).limit(atMost).lean<Row[]>()).map(plain);
    },
    countOpen: () => rows.countDocuments(open),
    noteStopped: async (id: MessageId, at: Date): Promise<void> => {
      await rows.updateOne({ _id: id, stoppedAt: null }, { $set: { stoppedAt: at } });
    },
    /** False where somebody closed it before. */
    close: async (id: MessageId, closed: Closed, expiresAt: Date, tx: Tx): Promise<boolean> => {
      const change = { $set: { closed, expiresAt } };
      return (await rows.updateOne({ _id: id, ...open }, change, { session: tx })).modifiedCount === 1;
    },
    listByEmail: async (email: string): Promise<Message[]> =>
      (await rows.find({ email }).sort({ at: 1 }).lean<Row[]>()).map(plain),
    erase: async (email: string, tx: Tx): Promise<void> => {
      await rows.deleteMany({ email }, { session: tx });
    },
    removeExpired: async (now: Date): Promise<void> => {
      await rows.deleteMany({ expiresAt: { $lte: now } });
    },
  };
}
