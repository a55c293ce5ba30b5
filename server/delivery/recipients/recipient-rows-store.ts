/** The collection of recipients: one row for each mailing and subscriber, with what became of the mail. */
import mongoose from 'mongoose';
import type { Db } from '../../platform/db/index.ts';
import type { AccountId, MailingId, SubscriberId } from '../../platform/ids/index.ts';
import type { RowChange } from './recipient-state.ts';

export interface Row extends RowChange {
  /** Mailing and subscriber: one row for each pair (DEL-1), and the key by which a cluster shares the rows out. */
  _id: { m: MailingId; s: SubscriberId };
  batch: number;
  place: number;
  version: string;
  /** Of the worker that may send it; raised by each takeover (DEL-3). */
  fence: number;
  /** Who keeps the mailbox, where that is one of the biggest; noted at the hand-over, because a row holds no address. */
  provider?: string;
  /** Who decided that it is sent again although it may have arrived, and when. */
  sentAgain?: { readonly by: AccountId; readonly at: Date };
  /** The file and the number of the window in which it was last marked. */
  window?: string;
}

export type RecipientRows = ReturnType<typeof openRecipientRows>;

const schema = new mongoose.Schema(
  {
    _id: new mongoose.Schema({ m: String, s: String }, { _id: false }),
    batch: Number,
    place: Number,
    version: String,
    state: String,
    fence: Number,
    window: String,
    tries: Number,
    firstTriedAt: Date,
    nextTryAt: Date,
    at: Date,
    code: String,
    server: String,
    reply: String,
    provider: String,
    sentAgain: mongoose.Schema.Types.Mixed,
  },
  { versionKey: false, collection: 'recipients' },
);
// What changes while a mailing is being sent is in no index, so that no write has one to change. A person's rows are found
// by the keys of the mailings: an index on the person would be the dearest part of each row that is added.
schema.index({ '_id.m': 1, batch: 1, place: 1 });

/** Opens the collection. */
export function openRecipientRows(db: Db) {
  return db.connection.model<Row>('Recipient', schema as unknown as mongoose.Schema<Row>);
}

/** What becomes of a row that waits when its mailing is cancelled. */
export function cancelled(at: Date) {
  return { state: 'skipped', code: 'cancelled', at, nextTryAt: null } as const;
}

/** The key of a row, its fields in the order in which MongoDB compares them. */
export function key(m: MailingId, s: SubscriberId): Row['_id'] {
  return { m, s };
}
