/** Keeps mailings in MongoDB: what is sent, how far it is, how many people each version had. */
import mongoose from 'mongoose';
import { DAY_MS, plus } from '../../platform/clock/index.ts';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import { nextMailingState, type MailingEvent, type MailingState } from './mailing-state.ts';
import type { Details } from '../figures/sum-figures.ts';
import type { Mailing, Steered } from '../words.ts';

/** A mailing and how far it is. */
export interface MailingRow extends Mailing {
  readonly state: MailingState;
  readonly startsAt: Date;
  /** When the audience was complete; null before. */
  readonly frozenAt: Date | null;
  /** Counts the freezers: one that was overtaken writes nothing more. */
  readonly freezeFence: number;
  readonly leaseUntil: Date | null;
  /** The number of the next batch. */
  readonly nextBatch: number;
  /** Numbers whose rows are just being added. */
  readonly adding: readonly number[];
  /** Numbers whose freezer came to no end: rows in them count for nothing, however late they come. */
  readonly abandoned: readonly number[];
  readonly versions: readonly { readonly version: string; readonly people: number }[];
  readonly fellToDefault: readonly string[];
  readonly pausedBecause: string | null;
  /** Every pause, resumption and so on, the first one first. */
  readonly steered: readonly Steered[];
  /** How many mails a rule of the receiver refused, and when the last of them. */
  readonly byPolicy: number;
  readonly byPolicyAt: Date | null;
  /** Its figures as they were at the end: rows of erased people and old rows go. */
  readonly details: Details | null;
  /** How many were on a break when the audience was frozen; they have no row. */
  readonly pausedBefore: number;
  /** When it was finished or cancelled. */
  readonly endedAt: Date | null;
  readonly toldAt: Date | null;
  /** When the last of its rows went. */
  readonly forgottenAt: Date | null;
}

type Row = Omit<MailingRow, 'id'> & { _id: MailingId };
type Changes = Partial<Omit<MailingRow, 'id' | 'state'>>;

export type MailingsStore = ReturnType<typeof openMailingsStore>;

const mixed = mongoose.Schema.Types.Mixed;
const collection = 'mailings';
const schema = new mongoose.Schema(
  {
    _id: String,
    kind: String,
    purpose: { type: String, default: null },
    newsletter: { type: String, default: null },
    state: String,
    startsAt: Date,
    frozenAt: { type: Date, default: null },
    freezeFence: { type: Number, default: 0 },
    leaseUntil: { type: Date, default: null },
    nextBatch: { type: Number, default: 0 },
    adding: { type: [Number], default: [] },
    abandoned: { type: [Number], default: [] },
    versions: { type: [mixed], default: [] },
    fellToDefault: { type: [String], default: [] },
    pausedBecause: { type: String, default: null },
    steered: { type: [mixed], default: [] },
    byPolicy: { type: Number, default: 0 },
    byPolicyAt: { type: Date, default: null },
    details: { type: mixed, default: null },
    pausedBefore: { type: Number, default: 0 },
    endedAt: { type: Date, default: null },
    toldAt: { type: Date, default: null },
    forgottenAt: { type: Date, default: null },
  },
  { versionKey: false, collection },
);
schema.index({ state: 1, startsAt: 1 });
schema.index({ byPolicyAt: 1 });
schema.index({ forgottenAt: 1, endedAt: 1 });

const noNumbers = { adding: [], abandoned: [] };
const numbers = (field: string) => ({ $ifNull: [field, []] });
const after = { returnDocument: 'after' } as const;

/** Opens the collection. */
export function openMailingsStore(db: Db, leaseMs: number) {
  const rows = db.connection.model<Row>('Mailing', schema as unknown as mongoose.Schema<Row>);
  const plain = ({ _id, ...rest }: Row): MailingRow => ({ ...noNumbers, ...rest, id: _id });
  const find = async (id: MailingId, tx?: Tx): Promise<MailingRow | null> => {
    const found = await rows.findById(id, null, tx ? { session: tx } : {}).lean<Row>();
    return found && plain(found);
  };
  return {
    collection,
    find: (id: MailingId) => find(id),
    exists: async (id: MailingId): Promise<boolean> => (await rows.exists({ _id: id })) !== null,
    /** Adds it; one that is there already stays as it is. */
    add: async ({ id, ...mailing }: Mailing, startsAt: Date): Promise<void> => {
      const fresh = { ...mailing, state: 'waiting' as const, startsAt };
      await rows.updateOne({ _id: id }, { $setOnInsert: fresh }, { upsert: true, setDefaultsOnInsert: true });
    },
    inState: async (state: MailingState): Promise<MailingRow[]> =>
      (await rows.find({ state }).sort({ startsAt: 1 }).lean<Row[]>()).map(plain),
    /** Those that began since then and of which mails left, the newest first. */
    begunSince: async (since: Date): Promise<MailingRow[]> =>
      (
        await rows
          .find({ startsAt: { $gte: since }, frozenAt: { $ne: null } })
          .sort({ startsAt: -1 })
          .lean<Row[]>()
      ).map(plain),
    notTold: async (): Promise<MailingRow[]> =>
      (await rows.find({ state: 'finished', toldAt: null }).lean<Row[]>()).map(plain),
    /** Lets the event happen, whoever else moves it; the mailing as it was before, or null where it cannot happen. */
    move: async (
      id: MailingId,
      event: MailingEvent,
      changes: Changes = {},
      note?: Steered,
      tx?: Tx,
    ): Promise<MailingRow | null> => {
      for (;;) {
        const before = await find(id, tx);
        const state = before && nextMailingState(before.state, event, before.frozenAt !== null);
        if (!state) return null;
        const { modifiedCount } = await rows.updateOne(
          { _id: id, state: before.state },
          { $set: { ...changes, state }, ...(note && { $push: { steered: note } }) },
          tx ? { session: tx } : {},
        );
        if (modifiedCount === 1) return before;
      }
    },
    /** Ends it, unless somebody steered it since it was read: then it may have something to send again. */
    finish: async ({ id, steered = [] }: MailingRow, changes: Changes): Promise<void> => {
      const asRead = {
        _id: id,
        state: 'sending' as const,
        [`steered.${steered.length}`]: { $exists: false },
      };
      await rows.updateOne(asRead, { $set: { ...changes, state: 'finished', toldAt: null } });
    },
    /** Takes a mailing whose time has come, or whose freezer is gone. */
    claimFreeze: async (now: Date): Promise<MailingRow | null> => {
      const due = { state: 'waiting' as const, startsAt: { $lte: now } };
      const abandoned = { state: 'freezing' as const, leaseUntil: { $lte: now } };
      const claim = {
        state: 'freezing',
        leaseUntil: plus(now, leaseMs),
        freezeFence: { $add: ['$freezeFence', 1] },
        abandoned: { $concatArrays: [numbers('$abandoned'), numbers('$adding')] },
        adding: [],
      };
      const options = { ...after, sort: { startsAt: 1 }, updatePipeline: true } as const;
      const row = await rows
        .findOneAndUpdate({ $or: [due, abandoned] }, [{ $set: claim }], options)
        .lean<Row>();
      return row && plain(row);
    },
    /** Numbers for the next batches, and the lease anew; null when it was overtaken, paused or cancelled. */
    takeBatchNumbers: async (mailing: MailingRow, count: number, now: Date): Promise<number[] | null> => {
      const next = { $add: ['$nextBatch', count] };
      const take = {
        leaseUntil: plus(now, leaseMs),
        nextBatch: next,
        adding: { $concatArrays: [numbers('$adding'), { $range: ['$nextBatch', next] }] },
      };
      const options = { ...after, updatePipeline: true } as const;
      const row = await rows.findOneAndUpdate(frozenBy(mailing), [{ $set: take }], options).lean<Row>();
      return row && Array.from({ length: count }, (_, index) => row.nextBatch - count + index);
    },
    /** All rows with these numbers are in; false when it was overtaken, paused or cancelled before. */
    added: async (mailing: MailingRow, taken: readonly number[]): Promise<boolean> => {
      const done = { $pull: { adding: { $in: [...taken] } } };
      return (await rows.updateOne(frozenBy(mailing), done)).matchedCount === 1;
    },
    /** The audience is complete. */
    frozen: async (
      mailing: MailingRow,
      changes: Pick<MailingRow, 'frozenAt' | 'versions' | 'fellToDefault' | 'pausedBefore'>,
    ): Promise<void> => {
      await rows.updateOne(frozenBy(mailing), { $set: { ...changes, state: 'sending', leaseUntil: null } });
    },
    /** Gives the freeze back, to be gone on with at once. */
    releaseFreeze: async (mailing: MailingRow, now: Date): Promise<void> => {
      await rows.updateOne(frozenBy(mailing), { $set: { leaseUntil: now } });
    },
    /** Newsletters, and no service mails, of which a mail may have left since then. */
    newslettersSince: async (since: Date): Promise<MailingId[]> => {
      // Mails that were under way when theirs was cancelled got their answer after its end.
      const lately = [{ endedAt: null }, { endedAt: { $gte: plus(since, -DAY_MS) } }];
      const found = await rows
        .find({ forgottenAt: null, $or: lately, purpose: { $ne: null } }, { _id: 1 })
        .lean<Row[]>();
      return found.map(({ _id }) => _id);
    },
    /** All that may have rows. */
    withRows: async (tx?: Tx): Promise<MailingId[]> => {
      const found = rows.find({ forgottenAt: null }, { _id: 1 }, tx ? { session: tx } : {});
      return (await found.lean<Row[]>()).map(({ _id }) => _id);
    },
    /** One that ended then or before, and still has rows. */
    toForget: async (endedBy: Date): Promise<MailingRow | null> => {
      const old = { endedAt: { $ne: null, $lte: endedBy }, forgottenAt: null };
      const row = await rows.findOne(old).sort({ endedAt: 1 }).lean<Row>();
      return row && plain(row);
    },
    keepDetails: async (id: MailingId, details: Details): Promise<void> => {
      await rows.updateOne({ _id: id }, { $set: { details } });
    },
    forgotten: async (id: MailingId, now: Date): Promise<void> => {
      await rows.updateOne({ _id: id }, { $set: { forgottenAt: now } });
    },
    noteByPolicy: async (id: MailingId, mails: number, now: Date): Promise<void> => {
      await rows.updateOne({ _id: id }, { $inc: { byPolicy: mails }, $set: { byPolicyAt: now } });
    },
    /** Those that the program paused, and those of which a mail was refused by a rule since then. */
    troubled: async (since: Date): Promise<MailingRow[]> => {
      const paused = { state: 'paused' as const, pausedBecause: { $ne: null } };
      const found = await rows
        .find({ $or: [paused, { byPolicyAt: { $gte: since } }] })
        .sort({ startsAt: -1 })
        .lean<Row[]>();
      return found.map(plain);
    },
    told: async (id: MailingId, now: Date): Promise<void> => {
      await rows.updateOne({ _id: id }, { $set: { toldAt: now } });
    },
  };
}

function frozenBy({ id, freezeFence }: MailingRow) {
  return { _id: id, freezeFence, state: 'freezing' as const };
}
