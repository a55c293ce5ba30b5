/** The collections of interests: topics, product words, signals, and a row a person that keeps their writers in line. */
import { Schema } from 'mongoose';
import type { PurposeKey } from '../consent/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { newId, type SubscriberId } from '../platform/ids/index.ts';
import type { ProductWord, RemovedTopic, Signal, Topic } from './model.ts';

interface TopicRow {
  readonly _id: string;
  readonly nl: string;
  readonly en: string;
}
interface WordRow extends ProductWord {
  readonly _id: string;
}
interface SignalRow extends Signal {
  readonly _id: string;
  /** The day of observedAt, UTC: one signal a topic, source and day. */
  readonly observedOn: string;
}
interface TurnRow {
  readonly _id: string;
  readonly turn: number;
  /** What the person removed: older orders do not bring it back. */
  readonly removed?: readonly RemovedTopic[];
}

const topicSchema = new Schema<TopicRow>({ _id: String, nl: String, en: String }, { versionKey: false });
const wordSchema = new Schema<WordRow>({ _id: String, word: String, topic: String }, { versionKey: false });
const signalSchema = new Schema<SignalRow>(
  {
    _id: String,
    subscriber: String,
    topic: String,
    source: String,
    purpose: String,
    observedAt: Date,
    observedOn: String,
    expiresAt: Date,
  },
  { versionKey: false },
)
  .index({ subscriber: 1, topic: 1, source: 1, observedOn: 1 }, { unique: true })
  .index({ topic: 1, subscriber: 1 })
  .index({ expiresAt: 1 });
const turnSchema = new Schema<TurnRow>(
  {
    _id: String,
    turn: Number,
    removed: { type: [{ topic: String, at: Date, _id: false }], default: undefined },
  },
  { versionKey: false },
);

export type InterestsStore = ReturnType<typeof openInterestsStore>;

/** The only place that reads and writes these collections. */
export function openInterestsStore({ connection }: Db) {
  const topics = connection.model<TopicRow>('Topic', topicSchema, 'topics');
  const words = connection.model<WordRow>('ProductWord', wordSchema, 'product_words');
  const signals = connection.model<SignalRow>('Signal', signalSchema, 'signals');
  const turns = connection.model<TurnRow>('SignalTurn', turnSchema, 'signal_turns');

  return {
    async topics(): Promise<readonly Topic[]> {
      const rows = await topics.find().sort({ nl: 1 }).lean();
      return rows.map(({ _id, nl, en }) => ({ key: _id, nl, en }));
    },
    async saveTopic({ key, nl, en }: Topic): Promise<void> {
      await topics.updateOne({ _id: key }, { $set: { nl, en } }, { upsert: true });
    },
    async productWords(): Promise<readonly ProductWord[]> {
      const rows = await words.find().sort({ topic: 1, word: 1 }).lean();
      return rows.map(({ word, topic }) => ({ word, topic }));
    },
    async replaceProductWords(list: readonly ProductWord[], tx: Tx): Promise<void> {
      await words.deleteMany({}, { session: tx });
      await words.insertMany(
        list.map((entry) => ({ _id: newId(), ...entry })),
        { session: tx },
      );
    },

    /**
     * Comes before every storing and every dropping of a person's signals: two of them at the same time conflict on
     * this row, so that one of them runs again and sees what the other did.
     */
    async takeTurn(subscriber: SubscriberId, tx: Tx): Promise<void> {
      await turns.updateOne({ _id: subscriber }, { $inc: { turn: 1 } }, { upsert: true, session: tx });
    },
    async addSignals(list: readonly Signal[], tx: Tx): Promise<number> {
      if (list.length === 0) return 0;
      const writes = list.map((signal) => {
        const observedOn = signal.observedAt.toISOString().slice(0, 10);
        const { subscriber, topic, source, ...rest } = signal;
        return {
          updateOne: {
            filter: { subscriber, topic, source, observedOn },
            update: { $setOnInsert: { _id: newId(), ...rest } },
            upsert: true,
          },
        };
      });
      return (await signals.bulkWrite(writes, { session: tx })).upsertedCount;
    },
    async signalsOf(subscriber: SubscriberId, at: Date, tx?: Tx): Promise<readonly Signal[]> {
      const rows = await signals
        .find({ subscriber, ...unexpired(at) })
        .sort({ observedAt: -1 })
        .session(tx ?? null)
        .lean();
      return rows.map(toSignal);
    },
    async signalsAmong(subscribers: readonly SubscriberId[], at: Date): Promise<readonly Signal[]> {
      const rows = await signals.find({ subscriber: { $in: [...subscribers] }, ...unexpired(at) }).lean();
      return rows.map(toSignal);
    },
    async *interestedIn(
      topic: string,
      purpose: PurposeKey | undefined,
      at: Date,
    ): AsyncIterable<SubscriberId> {
      const filter = { topic, ...(purpose === undefined ? {} : { purpose }), ...unexpired(at) };
      let last: SubscriberId | undefined;
      for await (const { subscriber } of signals
        .find(filter, { subscriber: 1 })
        .sort({ subscriber: 1 })
        .lean()
        .cursor()) {
        if (subscriber !== last) yield subscriber;
        last = subscriber;
      }
    },
    async removeTopic(subscriber: SubscriberId, topic: string, tx: Tx): Promise<void> {
      await signals.deleteMany({ subscriber, topic }, { session: tx });
    },
    async removedTopics(subscriber: SubscriberId, tx?: Tx): Promise<readonly RemovedTopic[]> {
      const row = await turns.findById(subscriber, { removed: 1 }, tx ? { session: tx } : {}).lean();
      return row?.removed ?? [];
    },
    async markRemoved(subscriber: SubscriberId, mark: RemovedTopic, tx: Tx): Promise<void> {
      await turns.updateOne({ _id: subscriber }, { $push: { removed: mark } }, { session: tx });
    },
    async unmarkRemoved(subscriber: SubscriberId, topics: readonly string[], tx: Tx): Promise<void> {
      const marks = { removed: { topic: { $in: [...topics] } } };
      await turns.updateOne({ _id: subscriber }, { $pull: marks }, { session: tx });
    },
    async forgetRemoved(until: Date): Promise<void> {
      const old = { at: { $lte: until } };
      await turns.updateMany({ removed: { $elemMatch: old } }, { $pull: { removed: old } });
    },
    async removePurpose(subscriber: SubscriberId, purpose: PurposeKey, tx: Tx): Promise<void> {
      await signals.deleteMany({ subscriber, purpose }, { session: tx });
    },
    async removeExpired(at: Date): Promise<number> {
      return (await signals.deleteMany({ expiresAt: { $ne: null, $lte: at } })).deletedCount;
    },
    async removePerson(subscriber: SubscriberId, tx: Tx): Promise<void> {
      await signals.deleteMany({ subscriber }, { session: tx });
      await turns.deleteOne({ _id: subscriber }, { session: tx });
    },
  };
}

function unexpired(at: Date) {
  return { $or: [{ expiresAt: null }, { expiresAt: { $gt: at } }] };
}

function toSignal({ subscriber, topic, source, purpose, observedAt, expiresAt }: SignalRow): Signal {
  return { subscriber, topic, source, purpose, observedAt, expiresAt };
}
