// Lets one process at a time set up the kit; the lock ends with its holder, however that ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../way.ts';

/** Runs the work while holding an flock on the file; waits for whoever holds it. */
export async function withLock<T>(file: string, report: Report, work: () => Promise<T>): Promise<T> {
  // The shell keeps the lock until its input ends: on release, or when this process is gone.
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const held = once(holder.stdout, 'data');
  const gone = once(holder, 'exit').then(() => {
    throw new Error(`the lock ${file} could not be taken`);
  });
  const waiting = sleep(500).then(() => 'waiting');
  if ((await Promise.race([held, gone, waiting])) === 'waiting') {
    report('MongoDB is being set up by another process: waiting for it…');
  }
  await Promise.race([held, gone]);
  gone.catch(() => undefined);
  try {
    return await work();
  } finally {
    holder.stdin.end();
  }
}
