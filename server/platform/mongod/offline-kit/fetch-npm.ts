// Fetches a package from the npm registry, with a cache of its own so that nothing stays in the user's.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkHash } from './check-hash.ts';
import type { KitPackage } from './contents.ts';
import { runCommand } from './run-command.ts';

/** Downloads the package into the folder and returns its file. */
export async function fetchNpm(wanted: KitPackage, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const places = ['--cache', join(folder, 'cache'), '--pack-destination', folder];
  await runCommand('npm', ['pack', '--silent', ...places, `${wanted.name}@${wanted.version}`]);
  const name = (await readdir(folder)).find((file) => file.startsWith(wanted.name) && file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm did not bring ${wanted.name} ${wanted.version}`);
  await checkHash(join(folder, name), wanted.sha256);
  return join(folder, name);
}
