// Asks a mongod for its version, which also tells whether it runs on this machine at all.
import { execFile } from 'node:child_process';

/** The version such as '7.0.15', or undefined if the program does not run. Takes at most 30 s. */
export function readVersion(path: string): Promise<string | undefined> {
  return new Promise((done) => {
    execFile(path, ['--version'], { timeout: 30_000 }, (_error, stdout) => {
      done(/^\s*db version v?(\d+\.\d+\.\d+)/im.exec(stdout)?.[1]);
    });
  });
}
