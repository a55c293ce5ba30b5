/** Keeps topics and the table of product words; an entry that changed stays pending until the signals have followed. */
import { Schema } from 'mongoose';
import {
  type Clock,
  fresh,
  HOUR_MS,
  MINUTE_MS,
  plus,
  SECOND_MS,
  systemStopwatch,
} from '../../platform/clock/index.ts';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { EntryId, EntryKind, TableEntry, Topic } from '../model.ts';

interface TopicRow {
  readonly _id: string;
  readonly nl: string;
  readonly en: string;
}
interface EntryRow {
  readonly _id: EntryId;
  readonly kind?: EntryKind;
  readonly word: string;
  /** Null: removed, and kept until no signal names it. */
  readonly topic: string | null;
  /** When its topic changed, until the signals have followed. */
  readonly changedAt: Date | null;
  /** Until when a worker moves its signals. */
  readonly leaseUntil: Date | null;
}

const topicSchema = new Schema<TopicRow>({ _id: String, nl: String, en: String }, { versionKey: false });
const entrySchema = new Schema<EntryRow>(
  { _id: String, kind: String, word: String, topic: String, changedAt: Date, leaseUntil: Date },
  { versionKey: false },
).index({ changedAt: 1 });

const leaseMs = MINUTE_MS;
/** Who read the table just before it changed has stored what it said by then. */
const settleMs = HOUR_MS;

/** What a change of the table adds up to. */
export interface TableChange {
  readonly added: readonly TableEntry[];
  readonly moved: readonly TableEntry[];
  /** Written in another way, with the same meaning. */
  readonly reworded: readonly TableEntry[];
  readonly removed: readonly EntryId[];
}

/** An entry whose signals have to follow it; without a topic they go. */
export type PendingEntry = Pick<EntryRow, 'topic' | 'changedAt'> & { readonly id: EntryId };

export type VocabularyStore = ReturnType<typeof openVocabularyStore>;

/** Opens both collections. */
export function openVocabularyStore({ connection }: Db, clock: Clock) {
  const topics = connection.model<TopicRow>('Topic', topicSchema, 'topics');
  const entries = connection.model<EntryRow>('ProductWord', entrySchema, 'product_words');

  const known = fresh(systemStopwatch, SECOND_MS, async (): Promise<readonly Topic[]> => {
    const rows = await topics.find().sort({ nl: 1 }).lean();
    return rows.map(({ _id, nl, en }) => ({ key: _id, nl, en }));
  });

  return {
    collections: ['topics', 'product_words'],

    /** Read at most a second ago. */
    topics: known,
    saveTopic: async ({ key, nl, en }: Topic): Promise<void> => {
      await topics.updateOne({ _id: key }, { $set: { nl, en } }, { upsert: true });
      known.forget();
    },

    table: async (tx?: Tx): Promise<readonly TableEntry[]> => {
      const rows = await entries
        .find({ topic: { $ne: null } })
        .sort({ topic: 1, kind: 1, word: 1 })
        .session(tx ?? null)
        .lean<EntryRow[]>();
      return rows.map(({ _id, kind = 'word', word, topic }) => ({ id: _id, kind, word, topic: topic! }));
    },
    changeTable: async ({ added, moved, reworded, removed }: TableChange, tx: Tx): Promise<void> => {
      const changedAt = clock();
      const set = (id: EntryId, $set: Partial<EntryRow>) => ({
        updateOne: { filter: { _id: id }, update: { $set } },
      });
      const writes = [
        ...moved.map(({ id, word, topic }) => set(id, { word, topic, changedAt })),
        ...reworded.map(({ id, word }) => set(id, { word })),
        ...removed.map((id) => set(id, { topic: null, changedAt })),
        ...added.map(({ id, ...rest }) => ({
          insertOne: { document: { _id: id, ...rest, changedAt: null, leaseUntil: null } },
        })),
      ];
      if (writes.length > 0) await entries.bulkWrite(writes, { session: tx });
    },

    /** Takes hold of an entry whose signals have to follow and that nobody holds. */
    claimPending: async (): Promise<PendingEntry | null> => {
      const now = clock();
      const free = { $or: [{ leaseUntil: null }, { leaseUntil: { $lte: now } }] };
      const row = await entries
        .findOneAndUpdate(
          { changedAt: { $ne: null }, ...free },
          { $set: { leaseUntil: plus(now, leaseMs) } },
          { sort: { changedAt: 1 }, returnDocument: 'after' },
        )
        .lean<EntryRow>();
      return row && { id: row._id, topic: row.topic, changedAt: row.changedAt };
    },
    /** No signal is left to move: done, unless the change is so fresh that one may still be on its way, or newer. */
    settle: async ({ id, topic, changedAt }: PendingEntry): Promise<void> => {
      const now = clock();
      if (plus(changedAt!, settleMs) > now) {
        await entries.updateOne({ _id: id }, { $set: { leaseUntil: plus(now, leaseMs) } });
      } else if (topic === null) await entries.deleteOne({ _id: id, topic: null, changedAt });
      else await entries.updateOne({ _id: id, changedAt }, { $set: { changedAt: null, leaseUntil: null } });
    },
    letGo: async ({ id }: PendingEntry): Promise<void> => {
      await entries.updateOne({ _id: id }, { $set: { leaseUntil: null } });
    },
  };
}
