/** Keeps recipients in MongoDB: one row for each mailing and subscriber, with what became of the mail. */
import mongoose from 'mongoose';
import type { Db, Tx } from '../platform/db/index.ts';
import type { MailingId, SubscriberId } from '../platform/ids/index.ts';
import type { Batch } from './batches-store.ts';
import type { Figures } from './mailings-store.ts';
import type { RecipientState, RowChange, Tried } from './recipient-state.ts';
import { defaultVersion, type MailToPerson } from './words.ts';

/** A row that a worker is about to send. */
export interface Recipient extends Tried {
  readonly subscriber: SubscriberId;
  readonly version: string;
}

/** A row at the freeze. */
export interface NewRecipient {
  readonly subscriber: SubscriberId;
  readonly version: string;
  readonly batch: number;
  readonly place: number;
}

interface Row extends RowChange {
  /** Mailing and subscriber: one row for each pair (DEL-1), and the key by which a cluster shares the rows out. */
  _id: { m: MailingId; s: SubscriberId };
  batch: number;
  place: number;
  version: string;
  /** Of the worker that may send it; raised by each takeover (DEL-3). */
  fence: number;
}

export type RecipientsStore = ReturnType<typeof openRecipientsStore>;

const collection = 'recipients';
const schema = new mongoose.Schema(
  {
    _id: new mongoose.Schema({ m: String, s: String }, { _id: false }),
    batch: Number,
    place: Number,
    version: String,
    state: String,
    fence: Number,
    tries: Number,
    firstTriedAt: Date,
    nextTryAt: Date,
    at: Date,
    code: String,
    server: String,
    reply: String,
  },
  { versionKey: false, collection },
);
schema.index({ '_id.m': 1, batch: 1, state: 1, place: 1 });
schema.index({ '_id.m': 1, state: 1 });
schema.index({ '_id.s': 1 });

/** Opens the collection. */
export function openRecipientsStore(db: Db) {
  const rows = db.connection.model<Row>('Recipient', schema as unknown as mongoose.Schema<Row>);
  const inBatch = ({ mailing, number }: Batch, state: RecipientState) => ({
    '_id.m': mailing,
    batch: number,
    state,
  });
  const key = (m: MailingId, s: SubscriberId) => ({ m, s });
  return {
    collection,
    /** Who of these has a row in the mailing already. */
    known: async (mailing: MailingId, ids: readonly SubscriberId[], tx: Tx): Promise<Set<SubscriberId>> => {
      const found = await rows
        .find({ _id: { $in: ids.map((id) => key(mailing, id)) } }, { _id: 1 }, { session: tx })
        .lean<Row[]>();
      return new Set(found.map(({ _id }) => _id.s));
    },
    add: async (
      mailing: MailingId,
      recipients: readonly NewRecipient[],
      now: Date,
      tx: Tx,
    ): Promise<void> => {
      const fresh = recipients.map(({ subscriber, ...rest }) => ({
        ...rest,
        _id: key(mailing, subscriber),
        state: 'pending' as const,
        fence: 0,
        tries: 0,
        nextTryAt: now,
      }));
      await rows.insertMany(fresh, { session: tx, ordered: false, lean: true });
    },
    countVersions: async (mailing: MailingId): Promise<Map<string, number>> => {
      const counted = await rows.aggregate<{ _id: string; n: number }>([
        { $match: { '_id.m': mailing } },
        { $group: { _id: '$version', n: { $sum: 1 } } },
      ]);
      return new Map(counted.map(({ _id, n }) => [_id, n]));
    },
    toDefault: async (mailing: MailingId, versions: readonly string[]): Promise<void> => {
      await rows.updateMany(
        { '_id.m': mailing, version: { $in: [...versions] } },
        { $set: { version: defaultVersion } },
      );
    },
    /** A takeover shuts the former worker out of every row it has not begun (DEL-3). */
    raiseFence: async (batch: Batch): Promise<void> => {
      await rows.updateMany(inBatch(batch, 'pending'), { $set: { fence: batch.fence } });
    },
    /** Rows that the former worker was handing over. */
    lost: async (batch: Batch): Promise<Recipient[]> => {
      const found = await rows
        .find({ ...inBatch(batch, 'handing-over'), fence: { $lt: batch.fence } })
        .lean<Row[]>();
      return found.map(plain);
    },
    due: async (batch: Batch, now: Date, limit: number): Promise<Recipient[]> => {
      const pending = { ...inBatch(batch, 'pending'), fence: batch.fence, nextTryAt: { $lte: now } };
      return (await rows.find(pending).sort({ place: 1 }).limit(limit).lean<Row[]>()).map(plain);
    },
    /** When the next row of the batch is due; null when none is left to send. */
    nextDue: async (batch: Batch): Promise<Date | null> => {
      const next = await rows
        .findOne(inBatch(batch, 'pending'), { nextTryAt: 1 })
        .sort({ nextTryAt: 1 })
        .lean<Row>();
      return next?.nextTryAt ?? null;
    },
    hasHandingOver: async (batch: Batch): Promise<boolean> =>
      (await rows.exists(inBatch(batch, 'handing-over'))) !== null,
    /** Writes that the hand-over begins; false when the row is no longer this worker's to send. */
    mark: async (
      batch: Batch,
      { subscriber }: Recipient,
      change: RowChange & { version: string },
    ): Promise<boolean> => {
      const mine = { _id: key(batch.mailing, subscriber), state: 'pending' as const, fence: batch.fence };
      return (await rows.updateOne(mine, { $set: change })).modifiedCount === 1;
    },
    /** Writes many outcomes at once; a row that somebody took over or erased stays as it is. */
    record: async (
      { mailing, fence }: Batch,
      changes: readonly { readonly before: Recipient; readonly change: RowChange }[],
    ): Promise<void> => {
      if (changes.length === 0) return;
      await rows.bulkWrite(
        changes.map(({ before, change }) => ({
          updateOne: {
            filter: { _id: key(mailing, before.subscriber), state: before.state, fence: { $lte: fence } },
            update: { $set: change },
          },
        })),
        { ordered: false },
      );
    },
    skipPending: async (mailing: MailingId, now: Date): Promise<void> => {
      await rows.updateMany(
        { '_id.m': mailing, state: 'pending' },
        { $set: { state: 'skipped', at: now, nextTryAt: null } },
      );
    },
    figures: async (mailing: MailingId): Promise<Figures> => {
      const counted = await rows.aggregate<{ _id: RecipientState; n: number }>([
        { $match: { '_id.m': mailing } },
        { $group: { _id: '$state', n: { $sum: 1 } } },
      ]);
      const none: Figures = {
        pending: 0,
        'handing-over': 0,
        accepted: 0,
        refused: 0,
        uncertain: 0,
        skipped: 0,
      };
      return { ...none, ...Object.fromEntries(counted.map(({ _id, n }) => [_id, n])) };
    },
    mailsTo: async (subscriber: SubscriberId): Promise<MailToPerson[]> => {
      const found = await rows.find({ '_id.s': subscriber }).lean<Row[]>();
      return found.map(({ _id, version, state, at, reply }) => ({
        mailing: _id.m,
        version,
        outcome: state,
        at: at ?? null,
        reply: reply ?? null,
      }));
    },
    erase: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      await rows.deleteMany({ '_id.s': subscriber }, { session: tx });
    },
  };
}

function plain({ _id, version, state, tries, firstTriedAt }: Row): Recipient {
  return { subscriber: _id.s, version, state, tries, firstTriedAt: firstTriedAt ?? null };
}
