/** Keeps batches in MongoDB: some hundred rows of a mailing that one worker sends under a lease with a fence. */
import mongoose from 'mongoose';
import { plus } from '../../platform/clock/index.ts';
import { type Db, unlessDuplicate } from '../../platform/db/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';

/** A batch as a worker holds it; the fence tells this hold from the next one. */
export interface Batch {
  readonly mailing: MailingId;
  readonly number: number;
  readonly fence: number;
  /** The hand-over file of this claim. */
  readonly file: string;
}

/** A batch just taken. */
export interface Claim {
  readonly batch: Batch;
  /** Whether somebody held it before and came to no end. */
  readonly abandoned: boolean;
  /** The file of that claim, where it had one. */
  readonly formerFile: string | null;
}

interface Row {
  _id: string;
  mailing: MailingId;
  number: number;
  state: 'open' | 'done';
  fence: number;
  /** Null while nobody holds it. */
  leaseUntil: Date | null;
  /** The hand-over file of the claim that holds it. */
  file: string | null;
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
    file: { type: String, default: null },
    notBefore: Date,
  },
  { versionKey: false, collection },
);
schema.index({ state: 1, leaseUntil: 1, notBefore: 1 });
schema.index({ mailing: 1, state: 1 });

const held = ({ mailing, number, fence }: Batch) => ({ _id: idOf(mailing, number), fence });

/** Opens the collection. */
export function openBatchesStore(db: Db, leaseMs: number) {
  const rows = db.connection.model<Row>('MailingBatch', schema as unknown as mongoose.Schema<Row>);
  const take = async (which: mongoose.QueryFilter<Row>, now: Date, file: string): Promise<Claim | null> => {
    const lease = { $set: { leaseUntil: plus(now, leaseMs), file }, $inc: { fence: 1 } };
    const options = { sort: { notBefore: 1, _id: 1 }, returnDocument: 'before' } as const;
    const row = await rows.findOneAndUpdate({ ...which, state: 'open' }, lease, options).lean<Row>();
    if (!row) return null;
    const { mailing, number, fence } = row;
    return {
      batch: { mailing, number, fence: fence + 1, file },
      abandoned: row.leaseUntil !== null,
      formerFile: row.file ?? null,
    };
  };
  return {
    collection,
    /** Adds those that are not there yet. */
    add: async (mailing: MailingId, numbers: readonly number[], now: Date): Promise<void> => {
      const fresh = numbers.map((number): Row => ({
        _id: idOf(mailing, number),
        mailing,
        number,
        state: 'open',
        fence: 0,
        leaseUntil: null,
        file: null,
        notBefore: now,
      }));
      if (fresh.length > 0)
        await rows.insertMany(fresh, { ordered: false, lean: true }).catch(unlessDuplicate);
    },
    /** A batch whose lease is over, or whose worker is certainly gone and left one of these files; whatever its mailing does now. */
    takeAbandoned: (left: readonly string[], now: Date, file: string) =>
      take(
        { leaseUntil: { $ne: null }, $or: [{ leaseUntil: { $lte: now } }, { file: { $in: [...left] } }] },
        now,
        file,
      ),
    /** A free batch of these mailings with something to send. */
    takeFree: (mailings: readonly MailingId[], now: Date, file: string) =>
      take({ leaseUntil: null, notBefore: { $lte: now }, mailing: { $in: [...mailings] } }, now, file),
    /** Lengthens the lease; false when somebody else holds the batch now. */
    renew: async (batch: Batch, now: Date): Promise<boolean> => {
      const { matchedCount } = await rows.updateOne(held(batch), {
        $set: { leaseUntil: plus(now, leaseMs) },
      });
      return matchedCount === 1;
    },
    /** Gives the batch back until its next row is due; null: nothing is left in it. */
    release: async (batch: Batch, nextTryAt: Date | null): Promise<void> => {
      const rest = nextTryAt ? { notBefore: nextTryAt } : { state: 'done' as const };
      await rows.updateOne(held(batch), { $set: { leaseUntil: null, file: null, ...rest } });
    },
    /** Has these batches taken again, as those of a lost worker. */
    reopen: async (mailing: MailingId, numbers: readonly number[]): Promise<void> => {
      const again = { state: 'open' as const, leaseUntil: new Date(0) };
      await rows.updateMany(
        { _id: { $in: numbers.map((number) => idOf(mailing, number)) }, state: 'done' },
        { $set: again },
      );
    },
    /** Has these batches taken up at once: those that ended, and those that nobody holds because they wait. */
    hurry: async (mailing: MailingId, numbers: readonly number[], now: Date): Promise<void> => {
      const theirs = { _id: { $in: numbers.map((number) => idOf(mailing, number)) }, leaseUntil: null };
      await rows.updateMany(theirs, { $set: { state: 'open', notBefore: now } });
    },
    /** The same for all that wait. */
    hurryAll: async (mailing: MailingId, now: Date): Promise<void> => {
      const waiting = { mailing, state: 'open' as const, leaseUntil: null, notBefore: { $gt: now } };
      await rows.updateMany(waiting, { $set: { notBefore: now } });
    },
    /** Whether a claim that is not given back has this file. */
    isHeldBy: async (
      { mailing, number }: Pick<Batch, 'mailing' | 'number'>,
      file: string,
    ): Promise<boolean> => (await rows.exists({ _id: idOf(mailing, number), file })) !== null,
    hasOpen: async (mailing: MailingId): Promise<boolean> =>
      (await rows.exists({ mailing, state: 'open' })) !== null,
  };
}

function idOf(mailing: MailingId, number: number): string {
  return `${mailing}.${number}`;
}
