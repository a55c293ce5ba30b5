/** The processes of a crash test: workers that are killed and come back, and the mail servers. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from './open-worker.ts';

export interface MailServers {
  readonly smtpUrls: readonly string[];
  /** Whether they make no trouble. */
  calm(calm: boolean): Promise<void>;
  end(): void;
}

/** Starts the mail servers, which write down what they take in the file `record`. */
export async function startMailServers(record: string): Promise<MailServers> {
  const child = start('mail-server', record);
  const [ports] = (await once(child, 'message')) as [readonly number[]];
  return {
    smtpUrls: ports.map((port) => `smtp://127.0.0.1:${port}`),
    calm: async (calm) => {
      child.send({ calm });
      await once(child, 'message');
    },
    end: () => void child.kill('SIGKILL'),
  };
}

export interface Workers {
  /** One that works, by chance; null while none does. */
  any(): Victim | null;
  /** How many work. */
  ready(): number;
  /** Ends all; resolves how many milliseconds the slowest took. */
  end(): Promise<number>;
}

export interface Victim {
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
}

/** Keeps so many workers: whichever ends is started anew. */
export function startWorkers(count: number, options: WorkerOptions): Workers {
  const alive = new Map<ChildProcess, 'starting' | 'ready' | 'stopped'>();
  let ending = false;
  const startOne = (): void => {
    const child = start('worker', JSON.stringify(options));
    alive.set(child, 'starting');
    child.once('message', () => alive.set(child, 'ready'));
    child.once('exit', () => {
      alive.delete(child);
      if (!ending) startOne();
    });
  };
  for (let n = 0; n < count; n += 1) startOne();
  const ready = () => [...alive].flatMap(([child, state]) => (state === 'ready' ? [child] : []));
  return {
    ready: () => ready().length,
    any: () => {
      const child = ready()[Math.floor(Math.random() * ready().length)];
      if (!child) return null;
      return {
        signal: (signal) => {
          child.kill(signal);
          if (alive.has(child)) alive.set(child, signal === 'SIGCONT' ? 'ready' : 'stopped');
        },
      };
    },
    end: async () => {
      ending = true;
      const from = performance.now();
      const exits = [...alive.keys()].map((child) => once(child, 'exit'));
      for (const child of alive.keys()) child.kill('SIGTERM');
      await Promise.all(exits);
      return performance.now() - from;
    },
  };
}

function start(name: string, argument: string): ChildProcess {
  const file = fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
  return fork(file, [argument]);
}
