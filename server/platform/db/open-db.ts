/** Opens MongoDB and runs transactions; the stores of the rooms make their models on it. */
import mongoose, { type ClientSession, type Connection } from 'mongoose';

/** A transaction under way, handed through so that several rooms write in the same one. */
export type Tx = ClientSession;

export interface Db {
  /** For the stores only. */
  readonly connection: Connection;
  /** Runs `work` in a transaction (majority, journaled) and again when MongoDB asks for a retry. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Makes the indexes of every model that was declared on the connection. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

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
    transaction: (work) => connection.getClient().withSession((tx) => tx.withTransaction(() => work(tx))),
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
