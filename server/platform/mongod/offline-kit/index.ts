// The door of the offline kit: a mongod for Debian machines that reach only Debian's archive and npm.
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Mongod, Outcome, Report, Way } from '../way.ts';
import { buildKit } from './build-kit.ts';
import { KIT_NAME, MONGOD_VERSION } from './contents.ts';
import { withLock } from './lock.ts';
import { whatLacks } from './requirements.ts';

/** The kit that was set up before, or a new one (about 30 s, 190 MB to fetch, 86 MB to keep). */
export function offlineWay(env: NodeJS.ProcessEnv): Way {
  return {
    advice: "use a Debian 12 machine (x64) that reaches Debian's archive and the npm registry",
    find: async (report) => {
      const ready = await readyKit(env);
      return ready ? { mongod: ready } : setUp(cacheOf(env), env, report);
    },
  };
}

/** The kit that was set up before. */
export function readyKit(env: NodeJS.ProcessEnv): Promise<Mongod | undefined> {
  return readKit(join(cacheOf(env), KIT_NAME));
}

function cacheOf(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'voorkeur');
}

async function setUp(cache: string, env: NodeJS.ProcessEnv, report: Report): Promise<Outcome> {
  const lacking = await whatLacks(env['PATH'] ?? '');
  if (lacking.length > 0) return { lacks: `here it lacks ${lacking.join(', ')}` };
  const target = join(cache, KIT_NAME);
  try {
    await mkdir(cache, { recursive: true });
    return await withLock(`${target}.lock`, report, async () => {
      const ready = (await readKit(target)) ?? (await buildKit(target, report));
      return { mongod: ready };
    });
  } catch (error) {
    return { lacks: `setting it up failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A kit counts as ready only once its marker is there, which is written last. */
async function readKit(folder: string): Promise<Mongod | undefined> {
  const ready = await readFile(join(folder, 'ready'), 'utf8').catch(() => undefined);
  return ready === undefined ? undefined : { path: join(folder, 'mongod'), version: MONGOD_VERSION };
}
