// Runs one of the tools of the checks and keeps what it prints.
import { type ChildProcess, spawn } from 'node:child_process';

export interface Ended {
  readonly succeeded: boolean;
  readonly output: string;
  readonly seconds: number;
}

const running = new Set<ChildProcess>();
let over = false;

/** Runs a Node program with the arguments; shows its output at once if it is `live`, else only returns it. */
export async function runProgram(
  args: readonly string[],
  { env = {}, live = false }: { env?: Record<string, string>; live?: boolean } = {},
): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
  });
  running.add(child);
  const parts: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part));
  child.stderr?.on('data', (part: Buffer) => parts.push(part));
  const succeeded = await new Promise<boolean>((done) => {
    child.once('error', () => done(false));
    child.once('close', (code) => done(code === 0));
  });
  running.delete(child);
  if (over) await forever();
  const seconds = (performance.now() - startedAt) / 1000;
  return { succeeded, output: Buffer.concat(parts).toString(), seconds };
}

/** Ends all that still runs; what waits for it waits until the program ends. */
export function endRunning(): void {
  over = true;
  for (const child of running) child.kill('SIGTERM');
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
