/** Keeps what was counted, when, who is counting, and how many people were erased on which day. */
import mongoose from 'mongoose';
import { HOUR_MS, plus } from '../../platform/clock/index.ts';
import { type Db, isDuplicateKey, type Tx } from '../../platform/db/index.ts';
import type { PurposeKey } from '../words.ts';
import type { DayOfLeaving, DayOfPurpose, Erased, Sums } from './figures.ts';

/** What is known about the counting itself. */
export interface CountingState {
  /** Up to which moment it was counted; null before the first time. */
  readonly countedAt: Date | null;
  readonly lines: number;
  /** Somebody wants it counted again. */
  readonly asked: boolean;
  /** Until when a process may be counting. */
  readonly until: Date | null;
}

type Row = { _id: string } & (
  | { kind: 'purpose'; purpose: PurposeKey; days: readonly DayOfPurpose[] }
  | { kind: 'leaving'; days: readonly DayOfLeaving[] }
  | ({ kind: 'erased' } & Erased)
  | ({ kind: 'state' } & Partial<CountingState>)
);

const schema = new mongoose.Schema(
  {
    _id: String,
    kind: String,
    purpose: String,
    days: mongoose.Schema.Types.Mixed,
    day: String,
    people: Number,
    countedAt: Date,
    lines: Number,
    asked: Boolean,
    until: Date,
  },
  { versionKey: false, collection: 'consent_figures' },
);

const state = { _id: 'state', kind: 'state' } as const;

/** Opens the collection. */
export function openFiguresStore(db: Db) {
  const rows = db.connection.model('ConsentFigures', schema);
  const read = async (kinds: readonly Row['kind'][]) =>
    (await rows.find({ kind: { $in: [...kinds] } }).lean()) as unknown as Row[];
  return {
    collection: 'consent_figures',
    state: async (): Promise<CountingState> => {
      const row = (await rows.findById(state._id).lean()) as Partial<CountingState> | null;
      const { countedAt = null, lines = 0, asked = false, until = null } = row ?? {};
      return { countedAt, lines, asked, until };
    },
    sums: async (): Promise<Omit<Sums, 'lines'>> => {
      const found = await read(['purpose', 'leaving']);
      return {
        purposes: new Map(found.flatMap((row) => (row.kind === 'purpose' ? [[row.purpose, row.days]] : []))),
        leaving: found.flatMap((row) => (row.kind === 'leaving' ? row.days : [])),
      };
    },
    erased: async (): Promise<readonly Erased[]> =>
      (await read(['erased'])).flatMap((row) => (row.kind === 'erased' ? [row] : [])),
    /** Adds the person who is being erased to the day's number. */
    addErased: async (day: string, purpose: PurposeKey | null, tx: Tx) => {
      const row = { kind: 'erased', day, purpose };
      await rows.updateOne(
        { _id: `erased ${day} ${purpose ?? 'newsletters'}` },
        { $set: row, $inc: { people: 1 } },
        { upsert: true, session: tx },
      );
    },
    ask: async () => {
      await rows.updateOne({ _id: state._id }, { $set: { ...state, asked: true } }, { upsert: true });
    },
    /** Whether this process may count now: one at a time, for an hour. What was asked for is answered by it. */
    begin: async (at: Date): Promise<boolean> => {
      const free = { _id: state._id, $or: [{ until: null }, { until: { $lte: at } }] };
      const taken = { ...state, asked: false, until: plus(at, HOUR_MS) };
      try {
        await rows.updateOne(free, { $set: taken }, { upsert: true });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    end: async () => {
      await rows.updateOne({ _id: state._id }, { $set: { until: null } });
    },
    /** Puts what was counted in the place of what was there. */
    keep: async ({ purposes, leaving, lines }: Sums, countedAt: Date, tx: Tx) => {
      const session = { session: tx };
      const counted = [...purposes].map(([purpose, days]) => ({
        ...{ _id: `purpose ${purpose}`, kind: 'purpose', purpose, days },
      }));
      await rows.deleteMany({ kind: { $in: ['purpose', 'leaving'] } }, session);
      await rows.insertMany([...counted, { _id: 'leaving', kind: 'leaving', days: leaving }], session);
      await rows.updateOne({ _id: state._id }, { $set: { countedAt, lines } }, session);
    },
  };
}

export type FiguresStore = ReturnType<typeof openFiguresStore>;
