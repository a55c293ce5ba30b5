/** A throw-away database that can be killed hard and started again with what it had. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMongod, freePort, startReplicaSet } from '../../../server/platform/mongod/index.ts';

/** Starts it on a free port with a folder of its own. */
export async function startKillableDatabase() {
  const mongod = await findMongod((line) => console.log(line));
  const folder = await mkdtemp(join(tmpdir(), 'voorkeur-crash-db-'));
  const options = {
    mongodPath: mongod.path,
    dbPath: join(folder, 'data'),
    logPath: join(folder, 'mongod.log'),
    port: await freePort(),
  };
  let running = await startReplicaSet(options);
  return {
    uri: running.uri,
    killAndStart: async (): Promise<void> => {
      process.kill(running.pid, 'SIGKILL');
      running = await startReplicaSet(options);
    },
    stop: async (): Promise<void> => {
      await running.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
