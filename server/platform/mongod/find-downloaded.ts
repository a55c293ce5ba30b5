// The mongod that mongodb-memory-server has downloaded, or downloads now if its host can be reached.
import { DryMongoBinary, MongoBinary } from 'mongodb-memory-server';
import { canReach } from './can-reach.ts';
import { readyKit } from './offline-kit/index.ts';
import type { Outcome, Report, Way } from './way.ts';

/** The same series as the offline kit, so that a data folder can change hands between the two. */
const VERSION = '7.0.32';
const HOST = 'https://fastdl.mongodb.org';

/** mongodb-memory-server's cache, then its download; its MONGOMS_* settings hold. */
export function downloadedWay(env: NodeJS.ProcessEnv): Way {
  const version = env['MONGOMS_VERSION'] ?? VERSION;
  const from = env['MONGOMS_DOWNLOAD_URL'] ?? env['MONGOMS_DOWNLOAD_MIRROR'] ?? HOST;
  return {
    advice: `let this machine reach ${from}, so that MongoDB ${version} can be downloaded once`,
    find: async (report) => (await fromCache(version)) ?? (await download(version, from, env, report)),
  };
}

async function fromCache(version: string): Promise<Outcome | undefined> {
  const path = await DryMongoBinary.locateBinary({ version }).catch(() => undefined);
  return path === undefined ? undefined : { mongod: { path, version } };
}

async function download(
  version: string,
  from: string,
  env: NodeJS.ProcessEnv,
  report: Report,
): Promise<Outcome> {
  if (process.env['MONGOMS_RUNTIME_DOWNLOAD'] === 'false') return { lacks: 'downloads are switched off' };
  // Where the host was out of reach once, each start would wait for it again.
  if (await readyKit(env)) return { lacks: 'one was put together here already' };
  if (!(await canReach(from))) return { lacks: 'it could not be reached' };
  report(`Downloading MongoDB ${version} (once)…`);
  try {
    return { mongod: { path: await MongoBinary.getPath({ version }), version } };
  } catch (error) {
    return { lacks: `the download failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
