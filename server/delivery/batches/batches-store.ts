/** Keeps batches in MongoDB: some hundred rows of a mailing that one worker sends under a lease with a fence. */
import mongoose from 'mongoose';
import { plus } from '../../platform/clock/index.ts';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import { leaseMs } from './leases.ts';

/** A batch as a worker holds it; the fence tells this hold from the next one. */
export interface Batch {
  readonly mailing: MailingId;
  readonly number: number;
  readonly fence: number;
  readonly leaseUntil: Date;
}

interface Row {
  _id: string;
  mailing: MailingId;
  number: number;
  state: 'open' | 'done';
  fence: number;
  /** Null while nobody holds it. */
  leaseUntil: Date | null;
  /** Before this there is nothing to send. */
  notBefore: Date;
}

export type BatchesStore = ReturnType<typeof openBatchesStore>;

const collection = 'mailing_batches';
const schema = new mongoose.Schema(
  {
    _id: String,
    mailing: String,
    number: Number,
    state: String,
    fence: Number,
    leaseUntil: { type: Date, default: null },
    notBefore: Date,
  },
  { versionKey: false, collection },
);
schema.index({ state: 1, leaseUntil: 1, notBefore: 1 });
schema.index({ mailing: 1, state: 1 });

const held = ({ mailing, number, fence }: Batch) => ({ _id: idOf(mailing, number), fence });

/** Opens the collection. */
export function openBatchesStore(db: Db) {
  const rows = db.connection.model<Row>('MailingBatch', schema as unknown as mongoose.Schema<Row>);
  const take = async (which: mongoose.QueryFilter<Row>, now: Date): Promise<Batch | null> => {
    const lease = { $set: { leaseUntil: plus(now, leaseMs) }, $inc: { fence: 1 } };
    const options = { sort: { notBefore: 1, _id: 1 }, returnDocument: 'after' } as const;
    const row = await rows.findOneAndUpdate({ ...which, state: 'open' }, lease, options).lean<Row>();
    return row && { mailing: row.mailing, number: row.number, fence: row.fence, leaseUntil: row.leaseUntil! };
  };
  return {
    collection,
    add: async (mailing: MailingId, numbers: readonly number[], now: Date, tx: Tx): Promise<void> => {
      const fresh = numbers.map((number): Row => ({
        _id: idOf(mailing, number),
        mailing,
        number,
        state: 'open',
        fence: 0,
        leaseUntil: null,
        notBefore: now,
      }));
      await rows.insertMany(fresh, { session: tx });
    },
    /** A batch whose worker is gone, whatever its mailing does now. */
    takeAbandoned: (now: Date) => take({ leaseUntil: { $ne: null, $lte: now } }, now),
    /** A free batch of these mailings with something to send. */
    takeFree: (mailings: readonly MailingId[], now: Date) =>
      take({ leaseUntil: null, notBefore: { $lte: now }, mailing: { $in: [...mailings] } }, now),
    /** Lengthens the lease; null when somebody else holds the batch now. */
    renew: async (batch: Batch, now: Date): Promise<Batch | null> => {
      const leaseUntil = plus(now, leaseMs);
      const { matchedCount } = await rows.updateOne(held(batch), { $set: { leaseUntil } });
      return matchedCount === 1 ? { ...batch, leaseUntil } : null;
    },
    /** Gives the batch back until its next row is due; null: nothing is left in it. */
    release: async (batch: Batch, nextTryAt: Date | null): Promise<void> => {
      const rest = nextTryAt ? { notBefore: nextTryAt } : { state: 'done' as const };
      await rows.updateOne(held(batch), { $set: { leaseUntil: null, ...rest } });
    },
    hasOpen: async (mailing: MailingId): Promise<boolean> =>
      (await rows.exists({ mailing, state: 'open' })) !== null,
  };
}

function idOf(mailing: MailingId, number: number): string {
  return `${mailing}.${number}`;
}
