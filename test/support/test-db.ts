/** A database of its own for each test file, on the replica set that the whole run shares. */
import { randomBytes } from 'node:crypto';
import { openDb, type Db } from '../../server/platform/db/index.ts';

export interface TestDb extends Db {
  /** Closes, and opens the same database again, as the next start of a program does. */
  again(): Promise<TestDb>;
  /** Removes the database and closes. */
  drop(): Promise<void>;
}

/** Opens a fresh, empty database. */
export async function testDb(): Promise<TestDb> {
  const base = process.env['MONGODB_TEST_URI'];
  if (!base) throw new Error('MONGODB_TEST_URI is not set: run the tests by "npm test".');
  const uri = new URL(base);
  uri.pathname = `/test-${randomBytes(6).toString('hex')}`;
  return open(uri.toString());
}

async function open(uri: string): Promise<TestDb> {
  const db = await openDb(uri);
  return {
    ...db,
    again: async () => {
      await db.close();
      return open(uri);
    },
    drop: async () => {
      await db.connection.dropDatabase();
      await db.close();
    },
  };
}
