/** Says which server carries which of so many mails: by weight, as far as their rates and warm-ups go. */
import { DAY_MS, dutchDay, plus, startOfDutchDay } from '../../../platform/clock/index.ts';
import { type Ask, fillsInMs } from '../ask-bucket.ts';
import { type Closed, type PaceRoom, soonest } from '../pace-room.ts';
import { inTurn, shareOut } from './share-out.ts';
import { usableServers } from './usable-servers.ts';
import { allowedOn } from './warm-up.ts';
import { type PaceSettings, settingsOf } from '../words.ts';

export interface Shared {
  /** A server for each mail, in the order in which they should leave; fewer than asked where more may not leave now. */
  readonly names: readonly string[];
  /** Until when those wait that are not among them; null where all are. */
  readonly closed: Closed | null;
}

/** Takes the tokens of servers that have a rate or a warm-up; others cost nothing. */
export async function shareServers(room: PaceRoom, settings: PaceSettings, mails: number): Promise<Shared> {
  const { weights, tried, closed } = await usableServers(room, settings);
  const open = new Map(weights);
  const carried = new Map<string, number>();
  const waits: Closed[] = closed ? [closed] : [];
  let left = Math.max(0, mails - tried.length);
  while (left > 0 && open.size > 0) {
    for (const [name, wanted] of shareOut(left, open, room.random)) {
      const { taken, wait } = await takeOf(room, settings, name, wanted);
      carried.set(name, (carried.get(name) ?? 0) + taken);
      left -= taken;
      if (!wait) continue;
      open.delete(name);
      waits.push(wait);
    }
  }
  const names = [...tried, ...inTurn(carried)].slice(0, mails);
  return { names, closed: names.length < mails ? soonest(waits) : null };
}

/** Gives back what was taken of servers for mails that did not leave. */
export async function giveBack(
  { buckets, clock }: PaceRoom,
  settings: PaceSettings,
  unused: readonly string[],
): Promise<void> {
  const tokens = new Map<string, number>();
  for (const name of unused) {
    for (const { key } of limitsOf(settings, name, 1, clock())) tokens.set(key, (tokens.get(key) ?? 0) + 1);
  }
  await buckets.give(tokens);
}

async function takeOf(room: PaceRoom, settings: PaceSettings, name: string, wanted: number) {
  const now = room.clock();
  const asks = wanted > 0 ? limitsOf(settings, name, wanted, now) : [];
  if (asks.length === 0) return { taken: wanted, wait: null };
  const given = await room.buckets.take(asks, now);
  const taken = Math.min(...[...given.values()].map((each) => each.taken));
  await room.buckets.give(new Map([...given].map(([key, each]) => [key, each.taken - taken])));
  const short = asks.filter(({ key }) => given.get(key)!.taken < wanted);
  const waits = short.map(({ fills }): Closed =>
    'holds' in fills
      ? { why: 'warm-up', until: tomorrow(now) }
      : { why: 'rate', until: plus(now, fillsInMs(wanted - taken, fills.perSecond)) },
  );
  // Where both are short the later one counts.
  const wait = waits.reduce<Closed | null>(
    (last, one) => (last && last.until >= one.until ? last : one),
    null,
  );
  return { taken, wait };
}

/** The buckets that a mail by this server needs a token of. */
function limitsOf(settings: PaceSettings, name: string, wanted: number, now: Date): readonly Ask[] {
  const { perSecond, warmUp } = settingsOf(settings, name);
  const asks: Ask[] = [];
  if (perSecond !== null) asks.push({ key: `server ${name}`, wanted, fills: { perSecond } });
  if (warmUp) {
    const day = dutchDay(now);
    asks.push({ key: warmUpKey(name, day), wanted, fills: { holds: allowedOn(warmUp, day) } });
  }
  return asks;
}

/** The bucket that holds what a server may still get on the day. */
export function warmUpKey(name: string, day: string): string {
  return `warm-up ${name} ${day}`;
}

/** When the next day begins in Amsterdam. */
export function tomorrow(now: Date): Date {
  const day = new Date(`${dutchDay(now)}T00:00:00Z`);
  return startOfDutchDay(plus(day, DAY_MS).toISOString().slice(0, 10))!;
}
