// Sees to it that a mongod does not outlive the process that started it, even after kill -9.
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

// The interrupt is repeated because one that comes while the mongod is starting may be lost.
const WATCH = `
read -r _ && exit
for pause in 2 4 8 16; do
  kill -INT "$1" || exit
  sleep "$pause"
done
kill -KILL "$1"`;

/**
 * Starts a watcher that interrupts the mongod (a clean end) when this process is gone: its pipe closes then.
 * Returns what calls the watcher off; call it once the mongod has ended.
 */
export function endWithThisProcess(pid: number): () => void {
  if (process.platform === 'win32') return () => undefined;
  const watcher = spawn('/bin/sh', ['-c', WATCH, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.once('error', () => undefined);
  watcher.stdin.once('error', () => undefined);
  watcher.unref();
  (watcher.stdin as Socket).unref();
  return () => watcher.stdin.end('over\n');
}
