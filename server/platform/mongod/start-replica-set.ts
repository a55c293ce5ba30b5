// Runs a mongod as a replica set of one, from the spawn to the writable primary.
import { setTimeout as sleep } from 'node:timers/promises';
import { isPortFree } from './check-port.ts';
import { makeWritable, wasUsed } from './data-folder.ts';
import { initiateReplicaSet } from './initiate-replica-set.ts';
import { folderUnwritable, isTaken, portTaken, stoppedWhileStarting } from './mongod-not-started.ts';
import { type ReplicaSet, REPLICA_SET_NAME, type ReplicaSetOptions } from './replica-set.ts';
import { spawnMongod } from './spawn-mongod.ts';
import { stopMongod } from './stop-mongod.ts';

/**
 * Starts a mongod and resolves when it takes writes (1 to 2 s).
 * It outlives Ctrl-C, so that the server can close first, and ends with this process if `stop` is never called.
 * Throws MongodNotStarted for a busy port, a folder that is in use or cannot be written, or a log to read.
 */
export async function startReplicaSet(options: ReplicaSetOptions): Promise<ReplicaSet> {
  if (!(await makeWritable(options.dbPath))) throw folderUnwritable(options.dbPath);
  // One of ours that was left alone may be closing still: it gets some seconds to let go.
  const patienceMs = (await wasUsed(options.dbPath)) ? 4000 : 0;
  for (const endAt = Date.now() + patienceMs; ; await sleep(200)) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (!isTaken(error) || Date.now() >= endAt) throw error;
    }
  }
}

async function startOnce(options: ReplicaSetOptions): Promise<ReplicaSet> {
  if (!(await isPortFree(options.port))) throw portTaken(options.port);
  const mongod = await spawnMongod(options);
  options.onSpawned?.();
  const ended = new AbortController();
  const failed = mongod.exited.then(async (code) => {
    ended.abort();
    throw stoppedWhileStarting(code, await mongod.readLog(), options);
  });
  failed.catch(() => undefined);
  try {
    await Promise.race([initiateReplicaSet(options.port, ended.signal), failed]);
  } catch (error) {
    mongod.kill();
    throw error;
  }
  return {
    uri: `mongodb://127.0.0.1:${options.port}/?replicaSet=${REPLICA_SET_NAME}`,
    pid: mongod.pid,
    stop: () => stopMongod(mongod, options.port),
  };
}
