// Runs a built program in this very process, so that Ctrl-C and the exit code are the program's own.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

/** Runs .build/FILE as if Node had been started with it and the arguments. */
export async function runBuilt(file, args = []) {
  const path = join(root, '.build', file);
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
}
