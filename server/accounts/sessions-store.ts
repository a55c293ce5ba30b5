/** Declares the collection of sessions, which connect-mongo writes. */
import mongoose from 'mongoose';
import type { Db } from '../platform/db/index.ts';

/** Declares its index, so that `db.ready()` makes it and no library does so behind our back; answers its name. */
export function declareSessions(db: Db): string {
  const collection = 'sessions';
  const sessions = new mongoose.Schema({ _id: String, expires: Date }, { versionKey: false, collection });
  sessions.index({ expires: 1 }, { expireAfterSeconds: 0 });
  db.connection.model('Session', sessions);
  return collection;
}
