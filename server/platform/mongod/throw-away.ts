// A replica set that lives as long as a run of the tests and leaves nothing behind.
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './check-port.ts';
import { findMongod } from './find-mongod.ts';
import type { ReplicaSet } from './replica-set.ts';
import { startReplicaSet } from './start-replica-set.ts';
import type { Report } from './way.ts';

const ROOM_NEEDED = 2 * 1024 ** 3;

/** Finds a mongod and starts it on a free port with a folder of its own; `stop` also removes the folder. */
export async function startThrowAwayReplicaSet(report: Report): Promise<ReplicaSet> {
  const mongod = await findMongod(report);
  const folder = await mkdtemp(join(await quickFolder(), 'voorkeur-throw-away-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    const replicaSet = await startReplicaSet({
      mongodPath: mongod.path,
      dbPath: join(folder, 'data'),
      logPath: join(folder, 'mongod.log'),
      port: await freePort(),
    });
    return { ...replicaSet, stop: () => replicaSet.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Memory where there is plenty of it, since nothing needs to last. */
async function quickFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined);
  const room = memory === undefined ? 0 : memory.bavail * memory.bsize;
  return room > ROOM_NEEDED ? '/dev/shm' : tmpdir();
}
