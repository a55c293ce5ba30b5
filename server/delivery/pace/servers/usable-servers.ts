/** Which servers may get mails now: those with a weight, save those that rest. */
import { plus, SECOND_MS } from '../../../platform/clock/index.ts';
import { type Closed, type PaceRoom, soonest } from '../pace-room.ts';
import type { Rest } from './server-rests-store.ts';
import { type PaceSettings, settingsOf } from '../words.ts';

export interface Usable {
  readonly weights: ReadonlyMap<string, number>;
  /** Servers whose rest is over: this process is the one that tries each with one mail. */
  readonly tried: readonly string[];
  /** When the next one is tried; null while none rests. */
  readonly closed: Closed | null;
}

/** The servers that mailings use, with their weights; where none has one, all of them alike. */
export function usedServers({ servers }: PaceRoom, settings: PaceSettings): ReadonlyMap<string, number> {
  const weights = servers.map((name) => [name, settingsOf(settings, name).weight] as const);
  const used = weights.filter(([, weight]) => weight > 0);
  return new Map(used.length > 0 ? used : servers.map((name) => [name, 1]));
}

/** A server that is the only one never rests: there the mailing pauses instead (DEL-5). */
export async function usableServers(room: PaceRoom, settings: PaceSettings): Promise<Usable> {
  const used = usedServers(room, settings);
  if (used.size <= 1) return { weights: used, tried: [], closed: null };
  const now = room.clock();
  const rests = (await room.resting()).filter(({ server }) => used.has(server));
  const tried: string[] = [];
  for (const { server, until } of rests) {
    if (until <= now && (await room.rests.try(server, now))) tried.push(server);
  }
  const awake = [...used].filter(([name]) => !rests.some(({ server }) => server === name));
  // One that failed just now is passed over, as long as there is another one.
  const sure = awake.filter(([name]) => (room.doubts.get(name) ?? 0) <= room.stopwatch());
  const ends = rests.map(({ until }): Closed => ({ why: 'servers', until: later(until, now) }));
  return { weights: new Map(sure.length > 0 ? sure : awake), tried, closed: soonest(ends) };
}

/** The names of the servers that mailings use and that work; of all where none works. */
export async function workingServers(room: PaceRoom, settings: PaceSettings): Promise<readonly string[]> {
  const used = [...usedServers(room, settings).keys()];
  const resting = used.length > 1 ? (await room.resting()).map(({ server }) => server) : [];
  const working = used.filter((name) => !resting.includes(name));
  return working.length > 0 ? working : used;
}

/** Whether all servers in use rest, and why; null where one works. */
export async function allRest(room: PaceRoom, settings: PaceSettings): Promise<Rest | null> {
  const used = usedServers(room, settings);
  if (used.size <= 1) return null;
  const now = room.clock();
  const rests = (await room.resting()).filter(({ server, until }) => used.has(server) && until > now);
  if (rests.length < used.size) return null;
  return rests.reduce((first, one) => (first.until <= one.until ? first : one));
}

// While another process tries it.
function later(until: Date, now: Date): Date {
  return until > now ? until : plus(now, SECOND_MS);
}
