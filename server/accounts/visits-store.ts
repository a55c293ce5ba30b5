/** Declares the two collections that libraries write: sessions (connect-mongo) and tries to log in (rate-limiter-flexible). */
import mongoose from 'mongoose';
import type { Db } from '../platform/db/index.ts';

/** Declares their indexes, so that `db.ready()` makes them and no library does so behind our back. */
export function declareVisits(db: Db) {
  const sessions = new mongoose.Schema(
    { _id: String, expires: Date },
    { versionKey: false, collection: 'sessions' },
  );
  sessions.index({ expires: 1 }, { expireAfterSeconds: 0 });
  const tries = new mongoose.Schema(
    { key: String, expire: Date },
    { versionKey: false, collection: 'loginTries' },
  );
  tries.index({ expire: -1 }, { expireAfterSeconds: 0 });
  tries.index({ key: 1 }, { unique: true });
  db.connection.model('Session', sessions);
  db.connection.model('LoginTry', tries);
  return { sessions: 'sessions', tries: 'loginTries' };
}
