/** Keeps signals, and a row a person that keeps their writers in line and says when their profile is due. */
import { Schema } from 'mongoose';
import type { PurposeKey } from '../../consent/index.ts';
import { type Clock, MINUTE_MS, plus } from '../../platform/clock/index.ts';
import { type Db, inOneAnswer, type Tx } from '../../platform/db/index.ts';
import { newId, type Id, type SubscriberId } from '../../platform/ids/index.ts';
import type { EntryId, Origin, RemovedTopic, Signal } from '../model.ts';

interface SignalRow extends Signal, Origin {
  readonly _id: string;
  /** The day of observedAt, UTC: one signal a topic, source and day. */
  readonly observedOn: string;
}
interface TurnRow {
  readonly _id: SubscriberId;
  readonly turn: number;
  /** When the stored profile has to be made again; null: not before the next signal. */
  readonly dueAt: Date | null;
  readonly lease?: string | null;
  readonly leaseUntil?: Date | null;
  /** What the person removed: older orders do not bring it back. */
  readonly removed?: readonly RemovedTopic[];
}
/** A signal with where it came from. */
export type KeptSignal = Signal & Origin;

/** One signal a person, topic, source and day. */
const byPerson = { subscriber: 1, topic: 1, source: 1, observedOn: 1 } as const;
const signalSchema = new Schema<SignalRow>(
  {
    ...{ _id: String, subscriber: String, topic: String, source: String, purpose: String },
    ...{ observedAt: Date, observedOn: String, expiresAt: Date },
    entries: { type: [String], default: undefined },
    orders: { type: [String], default: undefined },
  },
  { versionKey: false },
)
  .index(byPerson, { unique: true })
  .index({ topic: 1, subscriber: 1 })
  .index({ expiresAt: 1 })
  .index({ entries: 1 }, { sparse: true });
/** Of a row, what a signal is. */
const ofSignal = '-_id subscriber topic source purpose observedAt expiresAt';
const turnSchema = new Schema<TurnRow>(
  {
    ...{ _id: String, turn: Number, dueAt: Date, lease: String, leaseUntil: Date },
    removed: { type: [{ topic: String, at: Date, _id: false }], default: undefined },
  },
  { versionKey: false },
).index({ dueAt: 1 });
const leaseMs = 2 * MINUTE_MS;

export type SignalsStore = ReturnType<typeof openSignalsStore>;

/** Opens both collections. */
export function openSignalsStore({ connection }: Db, clock: Clock) {
  const signals = connection.model<SignalRow>('Signal', signalSchema, 'signals');
  const turns = connection.model<TurnRow>('SignalTurn', turnSchema, 'signal_turns');
  const unexpired = () => ({ $or: [{ expiresAt: null }, { expiresAt: { $gt: clock() } }] });

  return {
    collections: ['signals', 'signal_turns'],

    /**
     * Comes before every storing and every dropping of people's signals: two of them at the same time conflict on
     * this row, so that one of them runs again and sees what the other did. Their stored profiles become due.
     */
    takeTurns: async (subscribers: readonly SubscriberId[], tx: Tx): Promise<void> => {
      const which = { _id: { $in: [...subscribers] } };
      const change = { $inc: { turn: 1 }, $set: { dueAt: clock() } };
      const { matchedCount } = await turns.updateMany(which, change, { session: tx });
      if (matchedCount === subscribers.length) return;
      const known = await turns.find(which, { _id: 1 }).session(tx).lean<TurnRow[]>();
      const fresh = new Set(subscribers);
      for (const { _id } of known) fresh.delete(_id);
      const rows = [...fresh].map((_id): TurnRow => ({ _id, turn: 1, dueAt: clock() }));
      await turns.insertMany(rows, { session: tx, lean: true });
    },
    /**
     * Adds each signal; to one that is there already only where it came from is added. Answers how many were new. Whoever
     * calls has taken the turns of these people, so that nobody else adds one of theirs meanwhile.
     */
    add: async (list: readonly KeptSignal[], tx: Tx): Promise<number> => {
      const fresh = new Map<string, SignalRow>();
      for (const signal of list.map(toRow))
        fresh.set(nameOf(signal), joined(signal, fresh.get(nameOf(signal))));
      const all = [...fresh.values()];
      const among = <Field extends keyof SignalRow>(field: Field) => [
        ...new Set(all.map((row) => row[field])),
      ];
      const known = await signals
        .find({ subscriber: { $in: among('subscriber') }, topic: { $in: among('topic') } })
        .where({ source: { $in: among('source') }, observedOn: { $in: among('observedOn') } })
        .hint(byPerson)
        .batchSize(inOneAnswer)
        .session(tx)
        .lean<SignalRow[]>();
      const writes = known.flatMap((row) => {
        const { entries = [], orders = [] } = fresh.get(nameOf(row)) ?? {};
        fresh.delete(nameOf(row));
        const origin = {
          ...(entries.length > 0 ? { entries: { $each: [...entries] } } : {}),
          ...(orders.length > 0 ? { orders: { $each: [...orders] } } : {}),
        };
        const update = { $addToSet: origin };
        return Object.keys(origin).length > 0 ? [{ updateOne: { filter: { _id: row._id }, update } }] : [];
      });
      if (writes.length > 0) await signals.bulkWrite(writes, { session: tx });
      if (fresh.size > 0) await signals.insertMany([...fresh.values()], { session: tx, lean: true });
      return fresh.size;
    },
    of: async (subscriber: SubscriberId, tx?: Tx): Promise<readonly Signal[]> => {
      const found = signals.find({ subscriber, ...unexpired() }).sort({ observedAt: -1 });
      return (await found.session(tx ?? null).lean<SignalRow[]>()).map(toSignal);
    },
    among: async (subscribers: readonly SubscriberId[], tx?: Tx): Promise<readonly Signal[]> => {
      const found = signals.find({ subscriber: { $in: [...subscribers] }, ...unexpired() }, ofSignal);
      const all = found.hint(byPerson).batchSize(inOneAnswer);
      return (await all.session(tx ?? null).lean<SignalRow[]>()).map(toSignal);
    },
    interestedIn: async function* (topic: string, purpose?: PurposeKey): AsyncIterable<SubscriberId> {
      const filter = { topic, ...(purpose === undefined ? {} : { purpose }), ...unexpired() };
      let last: SubscriberId | undefined;
      const rows = signals.find(filter, { subscriber: 1 }).sort({ subscriber: 1 }).lean().cursor();
      for await (const { subscriber } of rows) {
        if (subscriber !== last) yield subscriber;
        last = subscriber;
      }
    },
    /** When the orders with these hashes were seen first, by person and hash; as far as a signal of them lives. */
    ordersAmong: async (
      subscribers: readonly SubscriberId[],
      orders: readonly string[],
      tx?: Tx,
    ): Promise<ReadonlyMap<string, Date>> => {
      if (orders.length === 0) return new Map();
      const rows = await signals
        .find({ subscriber: { $in: [...subscribers] }, orders: { $in: [...orders] } })
        .session(tx ?? null)
        .lean<SignalRow[]>();
      return new Map(
        rows.flatMap((row) => row.orders!.map((order) => [`${row.subscriber} ${order}`, row.observedAt])),
      );
    },
    /** Some signals that name the entry and are of another topic than this one. */
    strayFrom: async (entry: EntryId, topic: string | null, limit: number) => {
      const rows = await signals
        .find({ entries: entry, ...(topic === null ? {} : { topic: { $ne: topic } }) })
        .limit(limit)
        .lean<SignalRow[]>();
      return rows.map((row) => row.subscriber);
    },
    /** Takes the entry off the signals of these people that are of another topic; answers those signals as they were. */
    takeOff: async (
      subscribers: readonly SubscriberId[],
      entry: EntryId,
      topic: string | null,
      tx: Tx,
    ): Promise<readonly KeptSignal[]> => {
      const ofEntry = {
        subscriber: { $in: [...subscribers] },
        entries: entry,
        ...(topic === null ? {} : { topic: { $ne: topic } }),
      };
      const rows = await signals.find(ofEntry).session(tx).lean<SignalRow[]>();
      const ids = rows.map(({ _id }) => _id);
      await signals.updateMany({ _id: { $in: ids } }, { $pull: { entries: entry } }, { session: tx });
      await signals.deleteMany({ _id: { $in: ids }, entries: { $size: 0 } }, { session: tx });
      return rows.map((row) => ({ ...toSignal(row), orders: row.orders ?? [] }));
    },

    removeTopic: async (subscriber: SubscriberId, topic: string, tx: Tx): Promise<void> => {
      await signals.deleteMany({ subscriber, topic }, { session: tx });
    },
    /** What these people removed, by person and topic. */
    removedAmong: async (
      subscribers: readonly SubscriberId[],
      tx?: Tx,
    ): Promise<ReadonlyMap<string, RemovedTopic>> => {
      const rows = await turns
        .find({ _id: { $in: [...subscribers] }, removed: { $ne: null } }, { removed: 1 })
        .batchSize(inOneAnswer)
        .session(tx ?? null)
        .lean<TurnRow[]>();
      return new Map(rows.flatMap(({ _id, removed = [] }) => removed.map((r) => [`${_id} ${r.topic}`, r])));
    },
    markRemoved: async (subscriber: SubscriberId, mark: RemovedTopic, tx: Tx): Promise<void> => {
      await turns.updateOne({ _id: subscriber }, { $push: { removed: mark } }, { session: tx });
    },
    unmarkRemoved: async (subscriber: SubscriberId, topics: readonly string[], tx: Tx): Promise<void> => {
      const marks = { removed: { topic: { $in: [...topics] } } };
      await turns.updateOne({ _id: subscriber }, { $pull: marks }, { session: tx });
    },
    /** Forgets the marks of topics that were removed until this moment. */
    forgetRemoved: async (until: Date): Promise<void> => {
      const old = { at: { $lte: until } };
      await turns.updateMany({ removed: { $elemMatch: old } }, { $pull: { removed: old } });
    },
    removePurpose: async (people: readonly SubscriberId[], purpose: PurposeKey, tx: Tx): Promise<void> => {
      await signals.deleteMany({ subscriber: { $in: [...people] }, purpose }, { session: tx });
    },
    removeExpired: async (): Promise<number> =>
      (await signals.deleteMany({ expiresAt: { $ne: null, $lte: clock() } })).deletedCount,
    removePerson: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      await signals.deleteMany({ subscriber }, { session: tx });
      await turns.deleteOne({ _id: subscriber }, { session: tx });
    },

    /** Takes hold of people whose profile is due and whom no other worker holds. */
    claimDue: async (limit: number): Promise<readonly SubscriberId[]> => {
      const now = clock();
      const due = {
        dueAt: { $ne: null, $lte: now },
        $or: [{ leaseUntil: null }, { leaseUntil: { $lte: now } }],
      };
      const rows = await turns.find(due, { _id: 1 }).sort({ dueAt: 1 }).limit(limit).lean<TurnRow[]>();
      if (rows.length === 0) return [];
      const lease = newId<Id<'lease'>>();
      const ours = { $set: { lease, leaseUntil: plus(now, leaseMs) } };
      await turns.updateMany({ _id: { $in: rows.map(({ _id }) => _id) }, ...due }, ours);
      return (await turns.find({ lease }, { _id: 1 }).lean<TurnRow[]>()).map(({ _id }) => _id);
    },
    /** Says when each profile is due again, and lets go. A signal that comes meanwhile conflicts with this. */
    setDue: async (due: ReadonlyMap<SubscriberId, Date | null>, tx: Tx): Promise<void> => {
      const writes = [...due].map(([_id, dueAt]) => ({
        updateOne: { filter: { _id }, update: { $set: { dueAt, lease: null, leaseUntil: null } } },
      }));
      if (writes.length > 0) await turns.bulkWrite(writes, { session: tx, ordered: false });
    },
  };
}

function toRow({ entries = [], orders = [], ...signal }: KeptSignal): SignalRow {
  const observedOn = signal.observedAt.toISOString().slice(0, 10);
  return {
    ...{ _id: newId(), ...signal, observedOn },
    ...(entries.length > 0 ? { entries } : {}),
    ...(orders.length > 0 ? { orders } : {}),
  };
}

function nameOf({ subscriber, topic, source, observedOn }: SignalRow): string {
  return `${subscriber} ${topic} ${source} ${observedOn}`;
}

/** The first of two that are the same, with where both came from. */
function joined(signal: SignalRow, first: SignalRow | undefined): SignalRow {
  if (!first) return signal;
  const both = <Each>(a: readonly Each[] = [], b: readonly Each[] = []) => [...new Set([...a, ...b])];
  const [entries, orders] = [both(first.entries, signal.entries), both(first.orders, signal.orders)];
  return {
    ...first,
    ...(entries.length > 0 ? { entries } : {}),
    ...(orders.length > 0 ? { orders } : {}),
  };
}

function toSignal({ subscriber, topic, source, purpose, observedAt, expiresAt }: SignalRow): Signal {
  return { subscriber, topic, source, purpose, observedAt, expiresAt };
}
