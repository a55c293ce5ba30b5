// Unpacks only the members that the kit needs.
import { mkdir } from 'node:fs/promises';
import type { KitPackage } from './contents.ts';
import { runCommand } from './run-command.ts';

const DEB_PIPE =
  'deb=$1 to=$2; shift 2; dpkg-deb --fsys-tarfile "$deb" | tar -x --no-same-owner -C "$to" "$@"';

/** Unpacks the package's members from a .deb, with their paths, into the folder. */
export async function unpackDeb(file: string, { members }: KitPackage, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await runCommand('sh', ['-c', DEB_PIPE, 'sh', file, folder, ...members.map((member) => `./${member}`)]);
}

/** Unpacks the package's members from an npm tarball into the folder, without their paths. */
export async function unpackTarball(file: string, { members }: KitPackage, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const flat = ['--no-same-owner', '--transform', 's:.*/::'];
  await runCommand('tar', ['-xzf', file, '-C', folder, ...flat, ...members]);
}
