// Refuses a Node that is too old, in one sentence instead of a stack trace.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Ends the program unless this Node is at least what package.json asks for. */
export function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const needed = engines.node.replace(/[^\d.]/g, '');
  if (!isOlder(process.versions.node, needed)) return;
  console.error(
    `Voorkeur needs Node ${needed} or later, and this is ${process.versions.node}: see nodejs.org.`,
  );
  process.exit(1);
}

function isOlder(version, needed) {
  const [major, minor] = version.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}
