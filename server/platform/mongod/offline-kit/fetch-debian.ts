// Fetches Debian packages with apt's own checks, without root and without touching the system's lists.
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkHash } from './check-hash.ts';
import type { KitPackage } from './contents.ts';
import { runCommand } from './run-command.ts';

/** Downloads the packages into the folder and returns their files, in the same order. */
export async function fetchDebian(packages: readonly KitPackage[], folder: string): Promise<string[]> {
  await mkdir(join(folder, 'state/lists/partial'), { recursive: true });
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true });
  const apt = (...args: string[]) => runCommand('apt-get', [...settings(folder), ...args], { cwd: folder });
  await apt('update');
  await apt('download', ...packages.map(({ name, version }) => `${name}=${version}`));
  const files = await readdir(folder);
  return Promise.all(packages.map((wanted) => checkedFile(wanted, folder, files)));
}

async function checkedFile(wanted: KitPackage, folder: string, files: string[]): Promise<string> {
  const name = files.find((file) => file.startsWith(`${wanted.name}_`) && file.endsWith('.deb'));
  if (name === undefined) throw new Error(`apt-get did not bring ${wanted.name} ${wanted.version}`);
  await checkHash(join(folder, name), wanted.sha256);
  return join(folder, name);
}

function settings(folder: string): string[] {
  const options = [
    `Dir::State=${join(folder, 'state')}`,
    'Dir::State::status=/dev/null',
    `Dir::Cache=${join(folder, 'cache')}`,
    `Dir::Log=${join(folder, 'log')}`,
    'Acquire::Languages=none',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ];
  // Images for containers hook a deletion of the system's archive cache to these two.
  const asRoot = ['APT::Sandbox::User=root', 'DPkg::Post-Invoke=', 'APT::Update::Post-Invoke='];
  return [...options, ...(process.getuid?.() === 0 ? asRoot : [])].flatMap((option) => ['-o', option]);
}
