// Builds the TypeScript sources into .build/ when they have changed since the last time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock.mjs';
import { root } from './root.mjs';

const output = join(root, '.build');
const stampFile = join(output, 'built');

/** Makes sure that .build/ holds what the sources say; ends the program if they cannot be built. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  await alone(() => {
    // Taken before the build, so that what is saved during it is built the next time.
    const sources = fingerprint();
    if (isBuilt()) return;
    build();
    writeFileSync(stampFile, sources);
  });
}

function isBuilt() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint();
}

/** Names, sizes and times of all that goes into the build. */
function fingerprint() {
  const hash = createHash('sha256');
  const settings = ['package-lock.json', 'tsconfig.json', '.config/tsconfig.build.json'];
  for (const file of [...settings, ...sourcesIn('server'), ...sourcesIn('scripts')]) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function sourcesIn(folder) {
  const names = readdirSync(join(root, folder), { recursive: true });
  return names
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(folder, name));
}

/** Only turns the sources into JavaScript; `npm test` checks their types. */
function build() {
  console.log('Building…');
  // What was built from files that are gone must go too.
  for (const folder of ['server', 'scripts']) rmSync(join(output, folder), { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', '.config/tsconfig.build.json', '--noCheck', '--incremental', 'false'];
  const { status } = spawnSync(process.execPath, [...args, '--tsBuildInfoFile', 'null'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) return;
  console.error('Voorkeur could not be built; the reasons are above.');
  process.exit(status || 1);
}
