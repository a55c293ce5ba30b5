/** Keeps which version of the statement is announced by which mailing; a version has one announcement at most. */
import mongoose from 'mongoose';
import type { Db } from '../../platform/db/index.ts';
import type { AccountId, MailingId } from '../../platform/ids/index.ts';

export interface Announcement {
  /** The version's number. */
  readonly statement: number;
  /** Null when it was taken back before anybody got it. */
  readonly mailing: MailingId | null;
  /** The one above, and those that were taken back. */
  readonly mailings: readonly MailingId[];
  readonly startsAt: Date;
  readonly by: AccountId;
  /** When every mail had its outcome, or when it was stopped. */
  readonly endedAt: Date | null;
}

type Row = Omit<Announcement, 'statement'> & { _id: number };
type Begun = Pick<Announcement, 'statement' | 'startsAt' | 'by'> & { readonly mailing: MailingId };

export type AnnouncementsStore = ReturnType<typeof openAnnouncementsStore>;

const collection = 'announcements';
const schema = new mongoose.Schema(
  {
    _id: Number,
    mailing: { type: String, default: null },
    mailings: { type: [String], default: [] },
    startsAt: Date,
    by: String,
    endedAt: { type: Date, default: null },
  },
  { versionKey: false, collection },
);
schema.index({ mailings: 1 });

/** Opens the collection. */
export function openAnnouncementsStore(db: Db) {
  const rows = db.connection.model<Row>('Announcement', schema as unknown as mongoose.Schema<Row>);
  const plain = ({ _id, ...rest }: Row): Announcement => ({ ...rest, statement: _id });
  return {
    collection,
    find: async (statement: number): Promise<Announcement | null> => {
      const row = await rows.findById(statement).lean<Row>();
      return row && plain(row);
    },
    /** The announcement that a mailing was made for, also one that was taken back. */
    findByMailing: async (mailing: MailingId): Promise<Announcement | null> => {
      const row = await rows.findOne({ mailings: mailing }).lean<Row>();
      return row && plain(row);
    },
    all: async (): Promise<readonly Announcement[]> => (await rows.find().lean<Row[]>()).map(plain),
    /** Those that are not over. */
    open: async (): Promise<readonly Announcement[]> =>
      (await rows.find({ mailing: { $ne: null }, endedAt: null }).lean<Row[]>()).map(plain),
    /** False when the version is announced already, or somebody else was first. */
    begin: async ({ statement, mailing, startsAt, by }: Begun): Promise<boolean> => {
      await rows.updateOne({ _id: statement }, { $setOnInsert: { mailing: null } }, { upsert: true });
      const change = { $set: { mailing, startsAt, by, endedAt: null }, $push: { mailings: mailing } };
      return (await rows.updateOne({ _id: statement, mailing: null }, change)).modifiedCount === 1;
    },
    /** Nobody got it: it may be announced again. */
    takeBack: async (mailing: MailingId): Promise<void> => {
      await rows.updateOne({ mailing }, { $set: { mailing: null } });
    },
    end: async (mailing: MailingId, at: Date): Promise<void> => {
      await rows.updateOne({ mailing, endedAt: null }, { $set: { endedAt: at } });
    },
  };
}
