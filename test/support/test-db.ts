/** A database of its own for each test file, on the replica set that the whole run shares. */
import { randomBytes } from 'node:crypto';
import { openDb, type Db } from '../../server/platform/db/index.ts';

export interface TestDb extends Db {
  /** Closes, and opens the same database again, as the next start of a program does. */
  again(): Promise<TestDb>;
  /** Empties the database for the next test file, and closes. */
  drop(): Promise<void>;
}

// Making a database with all its collections and indexes takes seconds, emptying one a moment.
const emptied: string[] = [];
/** The models whose collections and indexes each database of this process has, by its path. */
const made = new Map<string, Set<string>>();

/** Opens an empty database; one that an earlier test file of this process emptied has its collections still. */
export async function testDb(): Promise<TestDb> {
  const base = process.env['MONGODB_TEST_URI'];
  if (!base) throw new Error('MONGODB_TEST_URI is not set: run the tests by "npm test".');
  const uri = new URL(base);
  uri.pathname = emptied.pop() ?? `/test-${randomBytes(6).toString('hex')}`;
  return open(uri);
}

async function open(uri: URL): Promise<TestDb> {
  const db = await openDb(uri.toString());
  const there = made.get(uri.pathname) ?? new Set();
  made.set(uri.pathname, there);
  return {
    ...db,
    ready: async () => {
      const models = Object.keys(db.connection.models);
      if (models.every((name) => there.has(name))) return;
      await db.ready();
      for (const name of models) there.add(name);
    },
    again: async () => {
      await db.close();
      return open(uri);
    },
    drop: async () => {
      await empty(db);
      await db.close();
      emptied.push(uri.pathname);
    },
  };
}

async function empty({ connection }: Db): Promise<void> {
  const collections = await connection.listCollections();
  const names = collections.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
  await Promise.all(
    names.map((name) => connection.collection(name).deleteMany({}, { writeConcern: { w: 1 } })),
  );
}

/**
 * What MongoDB does itself after a minute: it ends the transactions that a killed process has left open. Its connection
 * names the database as its `appName`. Answers how many there were.
 */
export async function endLeftTransactions({ connection }: Db): Promise<number> {
  const admin = connection.getClient().db('admin');
  const left = await admin
    .aggregate<{ lsid: object }>([
      { $currentOp: { idleSessions: true } },
      { $match: { appName: connection.name, transaction: { $exists: true } } },
    ])
    .toArray();
  // An empty list would end the sessions of all the tests that run beside this one.
  if (left.length > 0) await admin.command({ killAllSessionsByPattern: left.map(({ lsid }) => ({ lsid })) });
  return left.length;
}
