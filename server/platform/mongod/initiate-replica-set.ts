// Makes a fresh mongod a replica set of one, or takes up the one its folder holds, and waits for writes.
import { type Db, MongoClient, MongoServerError } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './check-port.ts';
import { MongodNotStarted } from './mongod-not-started.ts';
import { directUri, REPLICA_SET_NAME } from './replica-set.ts';

const PATIENCE_MS = 60_000;
const ALREADY_INITIALIZED = 23;

/** Resolves when the mongod on the port is a writable primary; throws after 60 s, or once the signal aborts. */
export async function initiateReplicaSet(port: number, signal: AbortSignal): Promise<void> {
  // Asked by hand, because the driver tries again only every half second.
  await until(() => answers(port), signal);
  const client = new MongoClient(directUri(port), { serverSelectionTimeoutMS: PATIENCE_MS });
  signal.addEventListener('abort', () => void client.close());
  try {
    const admin = client.db('admin');
    if (!(await isPrimary(admin))) await initiate(admin, `127.0.0.1:${port}`);
    await until(() => isPrimary(admin), signal);
  } finally {
    await client.close();
  }
}

async function initiate(admin: Db, host: string): Promise<void> {
  const config = { _id: REPLICA_SET_NAME, members: [{ _id: 0, host }] };
  try {
    await admin.command({ replSetInitiate: config });
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== ALREADY_INITIALIZED) throw error;
    await moveTo(admin, host);
  }
}

/** A folder that was used with another port still names that port: tell it the new one. */
async function moveTo(admin: Db, host: string): Promise<void> {
  const { config } = await admin.command({ replSetGetConfig: 1 });
  if (config.members[0].host === host) return;
  const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] };
  await admin.command({ replSetReconfig: moved, force: true });
}

async function until(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (const endAt = Date.now() + PATIENCE_MS; Date.now() < endAt; await sleep(20)) {
    signal.throwIfAborted();
    if (await isSo()) return;
  }
  throw new MongodNotStarted('MongoDB started but did not become ready within a minute: see its log.');
}

async function isPrimary(admin: Db): Promise<boolean> {
  return (await admin.command({ hello: 1 }))['isWritablePrimary'] === true;
}
