/** Keeps cuts in MongoDB: the cut itself, its bitmaps in pieces, and the links from ordinals to people. */
import mongoose from 'mongoose';
import { plus } from '../../platform/clock/index.ts';
import { type Db, isDuplicateKey, type Tx } from '../../platform/db/index.ts';
import { newId, type SubscriberId } from '../../platform/ids/index.ts';
import type { Cut, CutId } from '../model.ts';
import type { Value } from '../rules/values.ts';

interface CutRow extends Omit<Cut, 'id'> {
  readonly _id: CutId;
  readonly state: 'building' | 'ready' | 'stopped';
  readonly leaseUntil: Date;
  /** From 1, in the order in which they were begun. */
  readonly number: number;
}
/** One for each first letter of an id. */
interface TurnRow {
  readonly _id: string;
  readonly turn: number;
}
interface BitmapRow {
  readonly _id: string;
  readonly cut: CutId;
  readonly value: Value;
  readonly data: Buffer;
}
interface LinkRow {
  readonly _id: string;
  readonly cut: CutId;
  /** The ordinal of the first of them. */
  readonly first: number;
  readonly firstId: SubscriberId;
  readonly lastId: SubscriberId;
  /** The ids in order of their ordinals, 16 bytes each; zeros where the link was deleted. */
  readonly ids: Buffer;
}

/** A piece of the links: so many people with ordinals in a row. */
export type Links = Pick<LinkRow, 'first' | 'firstId' | 'lastId' | 'ids'>;
/** Where a piece is, without its ids. */
export type LinksPlace = Omit<Links, 'ids'>;

/** In bytes: an id is so many letters. */
export const idBytes = 16;
const leaseMs = 5 * 60_000;

const cutSchema = new mongoose.Schema(
  {
    _id: String,
    state: String,
    number: Number,
    takenAt: Date,
    people: Number,
    lastId: String,
    steps: Number,
    fence: Number,
    leaseUntil: Date,
  },
  { versionKey: false, collection: 'cuts' },
);
// One at a time is built, whoever begins.
cutSchema.index({ state: 1 }, { unique: true, partialFilterExpression: { state: 'building' } });
const bitmapSchema = new mongoose.Schema(
  { _id: String, cut: String, value: String, data: Buffer },
  { versionKey: false, collection: 'cut_bitmaps' },
);
bitmapSchema.index({ cut: 1, value: 1 });
const linkSchema = new mongoose.Schema(
  { _id: String, cut: String, first: Number, firstId: String, lastId: String, ids: Buffer },
  { versionKey: false, collection: 'cut_links' },
);
linkSchema.index({ cut: 1, firstId: 1 });

const turnSchema = new mongoose.Schema(
  { _id: String, turn: Number },
  { versionKey: false, collection: 'cut_turns' },
);
const letters = [...'abcdefghijklmnopqrstuvwxyz234567'];

export type CutStore = ReturnType<typeof openCutStore>;

/** Opens the three collections. */
export function openCutStore(db: Db) {
  const model = <Row>(name: string, schema: mongoose.Schema) =>
    db.connection.model<Row>(name, schema as unknown as mongoose.Schema<Row>);
  const cuts = model<CutRow>('Cut', cutSchema);
  const bitmaps = model<BitmapRow>('CutBitmap', bitmapSchema);
  const links = model<LinkRow>('CutLinks', linkSchema);
  const turns = model<TurnRow>('CutTurn', turnSchema);
  /**
   * Who leaves and who builds write the same row, so that MongoDB lets one of the two run again: whichever of them began
   * first, no link is written by the consents of before. A row for each letter, so that not all wait for one another.
   */
  const takeTurns = (which: readonly string[], tx: Tx) =>
    turns.bulkWrite(
      which.map((letter) => ({
        updateOne: { filter: { _id: letter }, update: { $inc: { turn: 1 } }, upsert: true },
      })),
      { session: tx },
    );
  const held = ({ id, fence }: Cut) => ({ _id: id, fence, state: 'building' as const });
  return {
    linked: [links.collection.name],
    unlinked: [cuts.collection.name, bitmaps.collection.name, turns.collection.name],

    newest: async (): Promise<Cut | null> => {
      const row = await cuts.findOne({ state: 'ready' }).sort({ number: -1 }).lean<CutRow>();
      return row && toCut(row);
    },
    /** Takes up the one whose builder is gone, or begins one; null while somebody else builds. */
    claim: async (now: Date, begin: boolean): Promise<Cut | null> => {
      const lease = { $set: { leaseUntil: plus(now, leaseMs) }, $inc: { fence: 1 } };
      const abandoned = { state: 'building' as const, leaseUntil: { $lte: now } };
      const found = await cuts.findOneAndUpdate(abandoned, lease, { returnDocument: 'after' }).lean<CutRow>();
      if (found) return toCut(found);
      if (!begin) return null;
      const last = await cuts.findOne({}, { number: 1 }).sort({ number: -1 }).lean<CutRow>();
      const number = (last?.number ?? 0) + 1;
      const fresh = {
        number,
        people: 0,
        lastId: null,
        steps: 0,
        fence: 1,
        left: 0,
        leaseUntil: plus(now, leaseMs),
      };
      const row: CutRow = { _id: newId<CutId>(), state: 'building', takenAt: now, ...fresh };
      try {
        await cuts.create([row]);
        return toCut(row);
      } catch (error) {
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },
    /** The one that is being built. */
    underWay: async (): Promise<Cut | null> => {
      const row = await cuts.findOne({ state: 'building' }).lean<CutRow>();
      return row && toCut(row);
    },
    /** Ends the one that is being built, whoever builds it, and deletes what there is of it. */
    stop: async (): Promise<void> => {
      const change = { $set: { state: 'stopped' as const, lastId: null }, $inc: { fence: 1 } };
      const row = await cuts.findOneAndUpdate({ state: 'building' }, change).lean<CutRow>();
      if (!row) return;
      await links.deleteMany({ cut: row._id });
      await bitmaps.deleteMany({ cut: row._id });
    },
    /** The moment of the last one that was stopped since the newest that is ready. */
    stoppedAt: async (): Promise<Date | null> => {
      const last = await cuts
        .findOne({ state: { $ne: 'building' } })
        .sort({ number: -1 })
        .lean<CutRow>();
      return last?.state === 'stopped' ? last.takenAt : null;
    },
    /** Whether one is being built and nobody holds it. */
    isLeft: async (now: Date): Promise<boolean> =>
      (await cuts.exists({ state: 'building', leaseUntil: { $lte: now } })) !== null,
    /** Writes a step; null when somebody else builds it now. */
    addStep: async (
      cut: Cut,
      step: {
        readonly people: number;
        readonly lastId: SubscriberId | null;
        readonly bitmaps: ReadonlyMap<Value, Uint8Array>;
        readonly links: readonly Links[];
      },
      now: Date,
      tx: Tx,
    ): Promise<Cut | null> => {
      await takeTurns(letters, tx);
      const { people, lastId } = step;
      const row = await cuts
        .findOneAndUpdate(
          held(cut),
          { $set: { people, lastId, leaseUntil: plus(now, leaseMs) }, $inc: { steps: 1 } },
          { session: tx, returnDocument: 'after' },
        )
        .lean<CutRow>();
      if (!row) return null;
      const name = (part: string) => `${cut.id} ${cut.steps} ${part}`;
      const pieces = [...step.bitmaps].map(([value, data]) => ({
        ...{ _id: name(value), cut: cut.id, value, data: Buffer.from(data) },
      }));
      await bitmaps.insertMany(pieces, { session: tx, lean: true });
      const linked = step.links.map((piece) => ({ _id: name(`${piece.first}`), cut: cut.id, ...piece }));
      await links.insertMany(linked, { session: tx, lean: true });
      return toCut(row);
    },
    /** Lets another process go on with it. */
    release: async (cut: Cut, now: Date): Promise<void> => {
      await cuts.updateOne(held(cut), { $set: { leaseUntil: now } });
    },
    /** From now on it is the one that is counted from; false when somebody else builds it now. */
    publish: async (cut: Cut): Promise<boolean> =>
      (await cuts.updateOne(held(cut), { $set: { state: 'ready', lastId: null } })).matchedCount === 1,
    /** Which cuts are older than the two latest, and those that were stopped. */
    old: async (): Promise<readonly CutId[]> => {
      const rows = cuts.find({ state: 'ready' }, { _id: 1 }).sort({ number: -1 }).skip(2);
      const stopped = await cuts.find({ state: 'stopped' }, { _id: 1 }).lean<CutRow[]>();
      return [...(await rows.lean<CutRow[]>()), ...stopped].map(({ _id }) => _id);
    },
    remove: async (ids: readonly CutId[]): Promise<void> => {
      const which = { cut: { $in: [...ids] } };
      await links.deleteMany(which);
      await bitmaps.deleteMany(which);
      await cuts.deleteMany({ _id: { $in: [...ids] } });
    },

    /** The pieces of one value's bitmap. */
    pieces: async (cut: CutId, value: Value): Promise<readonly Uint8Array[]> => {
      const rows = await bitmaps.find({ cut, value }, { data: 1 }).lean<BitmapRow[]>();
      return rows.map(({ data }) => bytesOf(data));
    },
    values: async (cut: CutId): Promise<readonly Value[]> => bitmaps.distinct('value', { cut }),

    /** Where the pieces of the links are, in order. */
    places: async (cut: CutId): Promise<readonly LinksPlace[]> =>
      links.find({ cut }, { _id: 0, first: 1, firstId: 1, lastId: 1 }).sort({ firstId: 1 }).lean<LinkRow[]>(),
    idsFrom: async (cut: CutId, first: number): Promise<Buffer> => {
      const row = await links.findOne({ cut, first }, { ids: 1 }).lean<LinkRow>();
      return row ? bytesOf(row.ids) : Buffer.alloc(0);
    },
    /** Deletes the links from every cut to this person; one that is being built does not link them afterwards. */
    unlink: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      await takeTurns([subscriber.slice(0, 1)], tx);
      // Where the next step begins is kept without the id: '~' comes behind every letter of an id.
      const place = { lastId: `${subscriber.slice(0, 10)}~` };
      await cuts.updateMany({ lastId: subscriber }, { $set: place }, { session: tx });
      const around = { firstId: { $lte: subscriber }, lastId: { $gte: subscriber } };
      for (const row of await links.find(around).session(tx).lean<LinkRow[]>()) {
        const ids = bytesOf(row.ids);
        const at = placeOf(ids, subscriber);
        if (at === null) continue;
        ids.fill(0, at * idBytes, (at + 1) * idBytes);
        await links.updateOne({ _id: row._id }, { $set: { ids, ...endsOf(ids) } }, { session: tx });
      }
    },
  };
}

/** The place of an id in a piece of links, from 0; null when it is not there. Ids are in their order, save where links were deleted. */
export function placeOf(ids: Buffer, id: SubscriberId): number | null {
  let [low, high] = [0, ids.length / idBytes];
  while (low < high) {
    const middle = (low + high) >> 1;
    let place = middle;
    while (place > low && ids[place * idBytes] === 0) place -= 1;
    const found = ids.toString('latin1', place * idBytes, (place + 1) * idBytes);
    if (found === id) return place;
    if (found < id) low = middle + 1;
    else high = place;
  }
  return null;
}

/** The first and the last id that are left in a piece; empty where none is. */
export function endsOf(ids: Buffer): Pick<Links, 'firstId' | 'lastId'> {
  const left = ids.toString('latin1').replaceAll('\0', '');
  return {
    firstId: left.slice(0, idBytes) as SubscriberId,
    lastId: left.slice(-idBytes) as SubscriberId,
  };
}

function toCut({ _id, takenAt, people, lastId, steps, fence }: CutRow): Cut {
  return { id: _id, takenAt, people, lastId, steps, fence };
}

// A lean read gives MongoDB's Binary, whatever the type says.
function bytesOf(data: Buffer): Buffer {
  return Buffer.isBuffer(data) ? data : Buffer.from((data as { buffer: Uint8Array }).buffer);
}
