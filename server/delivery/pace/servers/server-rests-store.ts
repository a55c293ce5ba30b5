/** Keeps in MongoDB which servers rest and until when, so that all processes and the page know. */
import mongoose from 'mongoose';
import { MINUTE_MS, plus } from '../../../platform/clock/index.ts';
import { type Db, unlessDuplicate } from '../../../platform/db/index.ts';
import { restMs, type RestsBecause } from './server-health.ts';

/** A server that rests, or is being tried again. */
export interface Rest {
  readonly server: string;
  readonly because: RestsBecause;
  /** How often in a row it had to. */
  readonly times: number;
  readonly since: Date;
  readonly until: Date;
}

type Row = Omit<Rest, 'server'> & { _id: string; triedUntil: Date };

export type ServerRestsStore = ReturnType<typeof openServerRestsStore>;

const collection = 'mail_server_rests';
const schema = new mongoose.Schema(
  { _id: String, because: String, times: Number, since: Date, until: Date, triedUntil: Date },
  { versionKey: false, collection },
);

/** Longer than the mailer waits for a silent server; if whoever tries it is gone by then, somebody else does. */
const tryMs = 3 * MINUTE_MS;

/** Opens the collection. */
export function openServerRestsStore(db: Db) {
  const rows = db.connection.model<Row>('MailServerRest', schema as unknown as mongoose.Schema<Row>);
  return {
    collection,
    all: async (): Promise<readonly Rest[]> =>
      (await rows.find().lean<Row[]>()).map(({ _id, because, times, since, until }) => ({
        ...{ server: _id, because, times, since, until },
      })),
    /** Has it rest, longer each time; one that rests already, as another process found out too, goes on as it does. */
    rest: async (server: string, because: RestsBecause, now: Date): Promise<void> => {
      const before = await rows.findById(server).lean<Row>();
      if (before && before.until > now) return;
      const times = (before?.times ?? 0) + 1;
      const until = plus(now, restMs(times, because));
      const change = { because, times, until, since: before?.since ?? now, triedUntil: until };
      // Only as it was read: of two processes at once one has it rest.
      const asRead = { _id: server, times: times - 1 };
      if (before) await rows.updateOne(asRead, { $set: change });
      else await rows.create([{ _id: server, ...change }]).catch(unlessDuplicate);
    },
    /** Whether this process is the one that tries whether a server whose rest is over works again. */
    try: async (server: string, now: Date): Promise<boolean> => {
      const isDue = { _id: server, until: { $lte: now }, triedUntil: { $lte: now } };
      const { modifiedCount } = await rows.updateOne(isDue, { $set: { triedUntil: plus(now, tryMs) } });
      return modifiedCount === 1;
    },
    works: async (server: string): Promise<void> => {
      await rows.deleteOne({ _id: server });
    },
    /** Has all of them tried again at once: somebody says that they work. */
    tryAll: async (now: Date): Promise<void> => {
      await rows.updateMany({}, { $set: { until: now, triedUntil: now } });
    },
  };
}
