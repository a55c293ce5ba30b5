/** Opens MongoDB and runs transactions; the stores of the rooms make their models on it. */
import mongoose, { type Connection } from 'mongoose';
import { openTransactions, type Transactions } from './transactions.ts';

export interface Db extends Transactions {
  /** For the stores only. */
  readonly connection: Connection;
  /** Makes the indexes of every model that was declared on the connection. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** The batch size of a query about many people at once: by itself MongoDB answers 101 rows, and the others when asked again. */
export const inOneAnswer = 10_000;

/** Connects to a replica set; fails within 8 s when nobody answers. */
export async function openDb(uri: string): Promise<Db> {
  const connection = await mongoose
    .createConnection(uri, {
      serverSelectionTimeoutMS: 8000,
      autoIndex: false,
      writeConcern: { w: 'majority', j: true },
    })
    .asPromise();
  return {
    connection,
    ...openTransactions(connection),
    ready: () => makeCollections(connection),
    close: () => connection.close(),
  };
}

// Collections are made before they are used, because a transaction that makes one may have to be run again.
async function makeCollections(connection: Connection): Promise<void> {
  const there = new Set((await connection.listCollections()).map(({ name }) => name));
  await Promise.all(
    Object.values(connection.models).map(async (model) => {
      if (!there.has(model.collection.name)) await model.createCollection();
      await model.createIndexes();
    }),
  );
}
