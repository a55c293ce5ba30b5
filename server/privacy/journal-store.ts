/** Keeps what the database knows of the journal: a head for each file, and whether sending is locked. */
import mongoose from 'mongoose';
import type { Db } from '../platform/db/index.ts';
import type { JournalHead } from '../platform/journal/index.ts';

export type LockReason = 'missing' | 'unreadable' | 'unsettled';
interface HeadRow {
  _id: string;
  lines: number;
}
interface StateRow {
  _id: string;
  locked?: LockReason | null;
  /** When the database was seen to be a backup that was put back. */
  restores?: Date[];
  /** Losses that a person accepted. */
  losses?: { at: Date; reason: string; files: string[] }[];
}

const headSchema = new mongoose.Schema<HeadRow>(
  { _id: String, lines: Number },
  { versionKey: false, collection: 'journal_heads' },
);
const stateSchema = new mongoose.Schema(
  { _id: String, locked: String, restores: [Date], losses: [mongoose.Schema.Types.Mixed] },
  { versionKey: false, collection: 'journal_state' },
);

/** Opens both collections. */
export function openJournalStore(db: Db) {
  const heads = db.connection.model<HeadRow>('JournalHead', headSchema);
  const state = db.connection.model<StateRow>(
    'JournalState',
    stateSchema as unknown as mongoose.Schema<StateRow>,
  );
  return {
    collections: ['journal_heads', 'journal_state'],
    heads: async (): Promise<ReadonlyMap<string, number>> =>
      new Map((await heads.find().lean<HeadRow[]>()).map(({ _id, lines }) => [_id, lines])),
    saveHead: async ({ file, lines }: JournalHead) => {
      await heads.updateOne({ _id: file }, { $max: { lines } }, { upsert: true });
    },
    /** From now on the database no longer expects these files, or so many lines of them. */
    setHeads: async (wanted: readonly JournalHead[], gone: readonly string[]) => {
      await heads.deleteMany({ _id: { $in: [...gone] } });
      for (const { file, lines } of wanted)
        await heads.updateOne({ _id: file }, { $set: { lines } }, { upsert: true });
    },
    locked: async (): Promise<LockReason | null> =>
      (await state.findById('journal').lean<StateRow>())?.locked ?? null,
    setLocked: async (locked: LockReason | null) => {
      await state.updateOne({ _id: 'journal' }, { $set: { locked } }, { upsert: true });
    },
    addRestore: async (at: Date) => {
      await state.updateOne({ _id: 'journal' }, { $push: { restores: at } }, { upsert: true });
    },
    addLoss: async (at: Date, reason: string, files: readonly string[]) => {
      await state.updateOne(
        { _id: 'journal' },
        { $push: { losses: { at, reason, files } } },
        { upsert: true },
      );
    },
  };
}

export type JournalStore = ReturnType<typeof openJournalStore>;
