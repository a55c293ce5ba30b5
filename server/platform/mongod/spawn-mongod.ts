// Spawns the mongod process in a process group of its own and watches over its end.
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { endWithThisProcess } from './end-with-this-process.ts';
import { MongodNotStarted } from './mongod-not-started.ts';
import { REPLICA_SET_NAME, type ReplicaSetOptions } from './replica-set.ts';

export interface MongodProcess {
  readonly pid: number;
  /** Resolves with the exit code, or null if a signal ended it. */
  readonly exited: Promise<number | null>;
  interrupt(): void;
  kill(): void;
  readLog(): Promise<string>;
}

/** Spawns mongod; its output goes to the log file. */
export async function spawnMongod(options: ReplicaSetOptions): Promise<MongodProcess> {
  const logPath = resolve(options.logPath);
  await mkdir(dirname(logPath), { recursive: true });
  await rename(logPath, `${logPath}.1`).catch(() => undefined);
  const log = await open(logPath, 'w', 0o600);
  const child = spawn(options.mongodPath, argumentsFor(options), {
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  await new Promise<void>((done, fail) => {
    child.once('spawn', done);
    child.once('error', (error) => fail(new MongodNotStarted(`MongoDB cannot be run: ${error.message}.`)));
  }).finally(() => log.close());
  const pid = child.pid as number;
  void exited.then(endWithThisProcess(pid));
  return {
    pid,
    exited,
    interrupt: () => void child.kill('SIGINT'),
    kill: () => void child.kill('SIGKILL'),
    readLog: () => readFile(logPath, 'utf8').catch(() => ''),
  };
}

function argumentsFor({ dbPath, port, cacheGb = 0.25 }: ReplicaSetOptions): string[] {
  return [
    ...['--replSet', REPLICA_SET_NAME],
    ...['--dbpath', resolve(dbPath)],
    ...['--bind_ip', '127.0.0.1', '--port', String(port)],
    ...['--wiredTigerCacheSizeGB', String(cacheGb)],
    // Nothing travels further than this machine, and a flaw in the compression cannot be met (CVE-2025-14847).
    ...['--networkMessageCompressors', 'disabled'],
  ];
}
