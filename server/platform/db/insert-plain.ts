/** Inserts many plain documents in a transaction by one command. */
import type { Collection } from 'mongoose';
import mongoose from 'mongoose';
import type { Tx } from './transactions.ts';

/**
 * In the order of their ids, which is the quickest for the index, and says nothing of what was written together with what.
 * Straight to the server: nothing is cast, what is undefined is left out. For thousands of documents a second: Mongoose's
 * casting costs more than the rest, and the driver's own insertMany goes through each document twice. All or an error.
 */
export async function insertPlain(
  collection: Collection,
  documents: readonly { readonly _id: string }[],
  tx: Tx,
): Promise<void> {
  if (documents.length === 0) return;
  const ordered = documents.toSorted(({ _id: a }, { _id: b }) => (a < b ? -1 : 1));
  const command = { insert: collection.name, documents: ordered };
  const db = collection.conn.db!;
  const { writeErrors } = await db.command(command, { session: tx, ignoreUndefined: true });
  const [first] = (writeErrors ?? []) as readonly { readonly code: number; readonly errmsg: string }[];
  if (first) throw new mongoose.mongo.MongoServerError({ message: first.errmsg, ...first });
}
