/** Runs another script in a process of its own: one message there, one back. */
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Forked {
  ask<Answer>(question: object): Promise<Answer>;
  end(): void;
}

/** Starts the script `name` beside the module at `from` (its import.meta.url), as TypeScript or built. */
export function forkScript(from: string, name: string): Forked {
  const child = fork(fileURLToPath(new URL(`./${name}${extname(from)}`, from)));
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error(`${name} ended before it answered`)));
  });
  ended.catch(() => undefined);
  return {
    ask: <Answer>(question: object) => {
      const answer = new Promise<Answer>((resolve) => child.once('message', (it) => resolve(it as Answer)));
      child.send(question);
      return Promise.race([answer, ended]);
    },
    end: () => void child.kill(),
  };
}
