/** When a number of mails will have left, with the hours and the days on which none or no more do. */
import { dutchDay, HOUR_MS, plus } from '../../platform/clock/index.ts';
import type { Mailing } from '../words.ts';
import type { PaceRoom } from './pace-room.ts';
import { quietFrom, quietUntil } from './quiet-hours.ts';
import { readAllowance } from './servers/read-allowance.ts';
import { tomorrow } from './servers/share-servers.ts';
import { usedServers, workingServers } from './servers/usable-servers.ts';
import type { QuietHours } from './words.ts';

interface Ahead {
  readonly mails: number;
  readonly perHour: number;
  readonly quiet: QuietHours | null;
  /** How many may leave on the day ('2026-11-23'), Infinity where nothing is set. */
  readonly mostOn: (day: string) => number;
}

/** Who looks further ahead knows nothing. */
const mostDays = 100;

/** As a pure function; null where that is more than a hundred days away. */
export function expectEnd(now: Date, { mails, perHour, quiet, mostOn }: Ahead): Date | null {
  let left = mails;
  let at = now;
  for (let days = 0; days < mostDays; days += 1) {
    const midnight = tomorrow(at);
    let ofDay = mostOn(dutchDay(at));
    while (at < midnight && ofDay > 0) {
      const wakes = quietUntil(at, quiet);
      if (wakes) {
        at = wakes;
        continue;
      }
      const until = earlier(midnight, quietFrom(at, quiet));
      const passes = Math.min(ofDay, (perHour * (until.getTime() - at.getTime())) / HOUR_MS);
      if (left <= passes) return plus(at, (left * HOUR_MS) / perHour);
      left -= passes;
      ofDay -= passes;
      at = until;
    }
    if (at < midnight) at = midnight;
  }
  return null;
}

/** As things are set and stand now. */
export async function readEnd(
  room: PaceRoom,
  { purpose }: Pick<Mailing, 'purpose'>,
  { mails, perHour }: Pick<Ahead, 'mails' | 'perHour'>,
): Promise<Date | null> {
  const settings = await room.settings();
  const mostOn = await readAllowance(room, settings, await workingServers(room, settings));
  const quiet = purpose === null ? null : settings.quiet;
  return expectEnd(room.clock(), { mails, perHour, quiet, mostOn });
}

/** The same by the warm-ups alone, for mails that have not begun yet: a server that rests works again by then. */
export async function readWarmUpEnd(room: PaceRoom, from: Date, mails: number): Promise<Date | null> {
  const settings = await room.settings();
  const mostOn = await readAllowance(room, settings, [...usedServers(room, settings).keys()]);
  return expectEnd(from, { mails, perHour: Infinity, quiet: null, mostOn });
}

function earlier(one: Date, other: Date | null): Date {
  return other && other < one ? other : one;
}
