// Installs the packages when those in node_modules are not the ones that package-lock.json asks for.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock.mjs';
import { root } from './root.mjs';

const machine = `${process.platform} ${process.arch}`;
const stampFile = join(root, 'node_modules', '.voorkeur-installed');

/** Makes sure that the packages are there; ends the program with npm's exit code if they cannot be had. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await alone(() => {
    if (isInstalled()) return;
    if (!agrees()) install();
    writeFileSync(stampFile, wanted());
  });
}

/** The machine that the packages are for, since native ones differ, and what is asked for. */
function wanted() {
  const lockFile = readFileSync(join(root, 'package-lock.json'));
  return `${machine} ${createHash('sha256').update(lockFile).digest('hex')}\n`;
}

function isInstalled() {
  return read(stampFile) === wanted();
}

/** True if npm's own note says that each package is there in its version: somebody ran npm by hand. */
function agrees() {
  const there = read(join(root, 'node_modules', '.package-lock.json'));
  const stamp = read(stampFile);
  if (there === undefined || (stamp !== undefined && !stamp.startsWith(machine))) return false;
  const installed = JSON.parse(there).packages;
  const asked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(asked).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

function install() {
  console.log('Installing packages (once)…');
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(
    `The packages could not be installed${error ? `: ${error.message}` : '; npm says why above'}.`,
  );
  process.exit(status || 1);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
