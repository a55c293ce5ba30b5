/** Declares the collection of subscribers' sessions, which connect-mongo writes, and ends sessions in it. */
import mongoose from 'mongoose';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';

interface Row {
  _id: string;
  expires: Date;
  session: { subscriber?: SubscriberId };
}
export type SessionsStore = ReturnType<typeof openSessionsStore>;

const collection = 'subscriber_sessions';
const schema = new mongoose.Schema(
  { _id: String, expires: Date, session: mongoose.Schema.Types.Mixed },
  { versionKey: false, collection },
);
schema.index({ expires: 1 }, { expireAfterSeconds: 0 });
schema.index({ 'session.subscriber': 1 });

/** Opens the collection. */
export function openSessionsStore(db: Db) {
  const sessions = db.connection.model<Row>('SubscriberSession', schema as unknown as mongoose.Schema<Row>);
  return {
    collection,
    /** Until when each session of the person lasts. */
    list: async (subscriber: SubscriberId): Promise<readonly Date[]> =>
      (await sessions.find({ 'session.subscriber': subscriber }).lean<Row[]>()).map(({ expires }) => expires),
    erase: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      await sessions.deleteMany({ 'session.subscriber': subscriber }, { session: tx });
    },
  };
}
