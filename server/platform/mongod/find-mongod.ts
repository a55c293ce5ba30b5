// Finds a mongod: installed, downloaded or from the offline kit, in this order.
import { downloadedWay } from './find-downloaded.ts';
import { installedWay, namedWay } from './find-installed.ts';
import { MongodNotFound, type TriedWay } from './mongod-not-found.ts';
import { offlineWay } from './offline-kit/index.ts';
import type { Mongod, Report, Way } from './way.ts';

/**
 * The path and version of a mongod that runs on this machine; sets one up if need be (about 30 s, once).
 * Throws {@link MongodNotFound} with all ways out.
 */
export async function findMongod(report: Report): Promise<Mongod> {
  return firstThatWorks(waysFor(process.env), report);
}

/** The ways in their order; a mongod named by hand is the only one that is tried. */
export function waysFor(env: NodeJS.ProcessEnv): Way[] {
  const named = env['MONGOMS_SYSTEM_BINARY'];
  return named ? [namedWay(named)] : [installedWay(env['PATH'] ?? ''), downloadedWay(env), offlineWay(env)];
}

/** Tries one way after the other. */
export async function firstThatWorks(ways: readonly Way[], report: Report): Promise<Mongod> {
  const tried: TriedWay[] = [];
  for (const way of ways) {
    const outcome = await way.find(report);
    if ('mongod' in outcome) return outcome.mongod;
    tried.push({ advice: way.advice, lacks: outcome.lacks });
  }
  throw new MongodNotFound(tried);
}
