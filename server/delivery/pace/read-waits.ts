/** Why mailings wait now although they are being sent, as every process and page can tell. */
import { dutchDay } from '../../platform/clock/index.ts';
import type { Mailing } from '../words.ts';
import { type Closed, type PaceRoom } from './pace-room.ts';
import { quietUntil } from './quiet-hours.ts';
import { readAllowance } from './servers/read-allowance.ts';
import { tomorrow } from './servers/share-servers.ts';
import { allRest, usedServers } from './servers/usable-servers.ts';

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
  const allowed = await readAllowance(room, settings, [...usedServers(room, settings).keys()]);
  return allowed(dutchDay(now)) === 0 ? { why: 'warm-up', until: tomorrow(now) } : null;
}
