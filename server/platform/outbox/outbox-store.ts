/** Keeps the mails of the outbox in MongoDB until they are accepted; what failed stays without personal data. */
import mongoose from 'mongoose';
import { MINUTE_MS, plus } from '../clock/index.ts';
import type { Db, Tx } from '../db/index.ts';
import { newId, type Id, type SubscriberId } from '../ids/index.ts';
import type { OutgoingMail } from '../mail/index.ts';

type OutboxId = Id<'outbox'>;

interface Row {
  _id: OutboxId;
  about: SubscriberId | null;
  /** Null once the row is only an outcome. */
  mail: OutgoingMail | null;
  state: 'waiting' | 'handing-over' | 'refused' | 'uncertain';
  tries: number;
  /** While a process has claimed the row: the end of its lease. */
  nextTryAt: Date;
  createdAt: Date;
  /** The SMTP code of a refusal. */
  code: string | null;
  endedAt: Date | null;
}

/** A claimed mail; `tries` tells this claim from the next one. */
export interface OutboxRow {
  readonly id: OutboxId;
  readonly mail: OutgoingMail;
  readonly about: SubscriberId | null;
  readonly tries: number;
  readonly createdAt: Date;
}

export interface Ending {
  readonly state: 'refused' | 'uncertain';
  readonly code: string;
  readonly at: Date;
}

export type OutboxStore = ReturnType<typeof openOutboxStore>;

const leaseMs = 5 * MINUTE_MS;
const collection = 'outbox';
const schema = new mongoose.Schema(
  {
    _id: String,
    about: { type: String, default: null },
    mail: { type: mongoose.Schema.Types.Mixed, default: null },
    state: String,
    tries: Number,
    nextTryAt: Date,
    createdAt: Date,
    code: { type: String, default: null },
    endedAt: { type: Date, default: null },
  },
  { versionKey: false, minimize: false, collection },
);
schema.index({ state: 1, nextTryAt: 1 });
schema.index({ about: 1 }, { sparse: true });
schema.index({ 'mail.to.address': 1 }, { sparse: true });

/** Opens the collection. */
export function openOutboxStore(db: Db) {
  const rows = db.connection.model<Row>('Outbox', schema as unknown as mongoose.Schema<Row>);
  const mine = ({ id, tries }: OutboxRow) => ({ _id: id, tries });
  const withoutContent = { mail: null, about: null };
  return {
    collection,
    add: async (mail: OutgoingMail, about: SubscriberId | null, now: Date, tx: Tx): Promise<void> => {
      const row: Omit<Row, 'code' | 'endedAt'> = {
        _id: newId<OutboxId>(),
        about,
        mail,
        state: 'waiting',
        tries: 0,
        nextTryAt: now,
        createdAt: now,
      };
      await rows.create([row], { session: tx });
    },
    /** The mail that has been due longest; nobody else gets it until the lease is over. */
    claim: async (now: Date): Promise<OutboxRow | null> => {
      const lease = { $set: { nextTryAt: plus(now, leaseMs) }, $inc: { tries: 1 } };
      const row = await rows
        .findOneAndUpdate({ state: 'waiting', nextTryAt: { $lte: now } }, lease, {
          sort: { nextTryAt: 1 },
          returnDocument: 'after',
        })
        .lean<Row>();
      return (
        row && {
          ...{ id: row._id, mail: row.mail!, about: row.about },
          ...{ tries: row.tries, createdAt: row.createdAt },
        }
      );
    },
    /** Says that the mail goes over the line now; false when the claim was lost or the person erased. */
    handOver: async (row: OutboxRow, now: Date): Promise<boolean> => {
      const waiting = { ...mine(row), state: 'waiting' as const, nextTryAt: { $gt: now } };
      const { modifiedCount } = await rows.updateOne(waiting, {
        $set: { state: 'handing-over', nextTryAt: plus(now, leaseMs) },
      });
      return modifiedCount === 1;
    },
    remove: async (row: OutboxRow): Promise<void> => {
      await rows.deleteOne(mine(row));
    },
    putBack: async (row: OutboxRow, nextTryAt: Date): Promise<void> => {
      await rows.updateOne(
        { ...mine(row), state: 'handing-over' },
        { $set: { state: 'waiting', nextTryAt } },
      );
    },
    end: async (row: OutboxRow, { state, code, at }: Ending): Promise<void> => {
      await rows.updateOne(mine(row), { $set: { ...withoutContent, state, code, endedAt: at } });
    },
    /** A process that fell over during the hand-over leaves doubt: such a mail is not sent again (DEL-2). */
    giveUpLost: async (now: Date): Promise<void> => {
      await rows.updateMany(
        { state: 'handing-over', nextTryAt: { $lte: now } },
        { $set: { ...withoutContent, state: 'uncertain', endedAt: now } },
      );
    },
    /** Removes up to so many outcomes that were noted then or before; how many there were. */
    forget: async (endedBy: Date, atMost: number): Promise<number> => {
      const ended = { state: { $in: ['refused', 'uncertain'] as const }, endedAt: { $lte: endedBy } };
      const found = await rows.find(ended, { _id: 1 }).limit(atMost).lean<Row[]>();
      await rows.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
      return found.length;
    },
    /** How many were put in then or before, and were tried in vain since. */
    countOverdue: (putInBy: Date): Promise<number> =>
      rows.countDocuments({ state: 'waiting', tries: { $gt: 0 }, createdAt: { $lte: putInBy } }),
    /** How many were refused since then, by code. */
    refusedSince: async (since: Date): Promise<ReadonlyMap<string, number>> => {
      const found = await rows.aggregate<{ _id: string; n: number }>([
        { $match: { state: 'refused', endedAt: { $gte: since } } },
        { $group: { _id: '$code', n: { $sum: 1 } } },
      ]);
      return new Map(found.map(({ _id, n }) => [_id ?? '', n]));
    },
    waitingFor: async (about: SubscriberId) => {
      const found = await rows.find({ about }).lean<Row[]>();
      return found.map(({ mail, createdAt }) => ({ subject: mail?.subject ?? '', createdAt }));
    },
    erase: async (about: SubscriberId, tx: Tx): Promise<void> => {
      await rows.deleteMany({ about }, { session: tx });
    },
    eraseAddress: async (address: string, tx: Tx): Promise<void> => {
      await rows.deleteMany({ 'mail.to.address': address }, { session: tx });
    },
  };
}
