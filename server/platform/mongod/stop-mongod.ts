// Ends a mongod in an orderly way, and by force only if it does not answer.
import { MongoClient } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { directUri } from './replica-set.ts';
import type { MongodProcess } from './spawn-mongod.ts';

const PATIENCE_MS = 10_000;

/** Asks for the shutdown and waits; interrupts after 10 s, kills after 20 s. */
export async function stopMongod(mongod: MongodProcess, port: number): Promise<void> {
  await askForShutdown(port);
  if (await endsInTime(mongod)) return;
  mongod.interrupt();
  if (await endsInTime(mongod)) return;
  mongod.kill();
  await mongod.exited;
}

async function askForShutdown(port: number): Promise<void> {
  const client = new MongoClient(directUri(port), { serverSelectionTimeoutMS: 2000 });
  try {
    await client.db('admin').command({ shutdown: 1, force: true, timeoutSecs: 1 });
  } catch {
    // The connection breaks when the server goes: that is the answer hoped for.
  } finally {
    await client.close().catch(() => undefined);
  }
}

async function endsInTime(mongod: MongodProcess): Promise<boolean> {
  const timer = new AbortController();
  const ended = await Promise.race([
    mongod.exited.then(() => true),
    sleep(PATIENCE_MS, false, { signal: timer.signal }).catch(() => false),
  ]);
  timer.abort();
  return ended;
}
