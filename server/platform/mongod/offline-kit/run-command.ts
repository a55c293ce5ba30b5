// Runs a program to its end and words its failure.
import { execFile } from 'node:child_process';

/** Resolves with what the program printed; throws with the last line it complained with. Ends it after 10 minutes. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { cwd?: string } = {},
): Promise<string> {
  return new Promise((done, fail) => {
    const limits = { timeout: 600_000, maxBuffer: 16 * 1024 ** 2 };
    execFile(program, [...args], { ...options, ...limits }, (error, stdout, stderr) => {
      if (error === null) return done(stdout);
      const complaint = stderr.trim().split('\n').at(-1) || error.message;
      fail(new Error(`${program}: ${complaint}`));
    });
  });
}
