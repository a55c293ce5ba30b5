/** Why mailings wait now although they are being sent, as every process and page can tell. */
import { dutchDay } from '../../platform/clock/index.ts';
import type { Mailing } from '../words.ts';
import { type Closed, type PaceRoom } from './pace-room.ts';
import { quietUntil } from './quiet-hours.ts';
import { tomorrow, warmUpKey } from './servers/share-servers.ts';
import { allRest, usedServers } from './servers/usable-servers.ts';
import { allowedOn } from './servers/warm-up.ts';
import { settingsOf } from './words.ts';

/** Null while mails leave; a rate does not count, because they do. */
export async function readWaits(
  room: PaceRoom,
  { purpose }: Pick<Mailing, 'purpose'>,
): Promise<Closed | null> {
  const settings = await room.settings();
  const now = room.clock();
  const quiet = purpose === null ? null : quietUntil(now, settings.quiet);
  if (quiet) return { why: 'quiet', until: quiet };
  const rest = await allRest(room, settings);
  if (rest) return { why: 'servers', until: rest.until };
  const day = dutchDay(now);
  const plans = [...usedServers(room, settings).keys()].map((name) => {
    const { warmUp } = settingsOf(settings, name);
    return { key: warmUpKey(name, day), most: warmUp ? allowedOn(warmUp, day) : Infinity };
  });
  if (plans.some(({ most }) => most === Infinity)) return null;
  const used = await room.buckets.used(plans.map(({ key }) => key));
  const isUsedUp = plans.every(({ key, most }) => (used.get(key) ?? 0) >= most);
  return isUsedUp ? { why: 'warm-up', until: tomorrow(now) } : null;
}
