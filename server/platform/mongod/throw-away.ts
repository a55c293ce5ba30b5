// A replica set that lives as long as a run of the tests and leaves nothing behind.
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './check-port.ts';
import { findMongod } from './find-mongod.ts';
import type { ReplicaSet, ReplicaSetOptions } from './replica-set.ts';
import { startReplicaSet } from './start-replica-set.ts';
import type { Report } from './way.ts';

const PREFIX = 'voorkeur-throw-away-';
const ROOM_NEEDED = 2 * 1024 ** 3;

/** Finds a mongod and starts it on a free port with a folder of its own; `stop` also removes the folder. */
export async function startThrowAwayReplicaSet(
  report: Report,
  options: Pick<ReplicaSetOptions, 'cacheGb'> = {},
): Promise<ReplicaSet> {
  const mongod = await findMongod(report);
  const place = await quickFolder();
  await sweep(place);
  const folder = await mkdtemp(join(place, `${PREFIX}${process.pid}-`));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    const replicaSet = await startReplicaSet({
      mongodPath: mongod.path,
      dbPath: join(folder, 'data'),
      logPath: join(folder, 'mongod.log'),
      port: await freePort(),
      ...options,
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

/** Removes what runs that were killed have left: the name tells the process. */
async function sweep(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : undefined);
    if (pid > 0 && !isAlive(pid))
      await rm(join(place, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
