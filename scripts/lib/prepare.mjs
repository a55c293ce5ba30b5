// What every command does first: the right Node, the packages, the build.
import { ensureBuilt } from './build.mjs';
import { checkNode } from './check-node.mjs';
import { endWithNpm } from './end-with-npm.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

/** Prepares the checkout and makes it the working folder; quick when nothing has changed. */
export async function prepare({ build = true } = {}) {
  checkNode();
  endWithNpm();
  process.chdir(root);
  await ensureInstalled();
  if (build) await ensureBuilt();
}
