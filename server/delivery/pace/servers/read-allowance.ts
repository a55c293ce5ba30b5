/** How many mails the warm-ups let pass on a day, several servers together. */
import { dutchDay } from '../../../platform/clock/index.ts';
import type { PaceRoom } from '../pace-room.ts';
import { type PaceSettings, settingsOf } from '../words.ts';
import { warmUpKey } from './share-servers.ts';
import { allowedOn } from './warm-up.ts';

/** By the day ('2026-11-23'), of today what is left; Infinity where one of the servers has no warm-up. */
export async function readAllowance(
  room: PaceRoom,
  settings: PaceSettings,
  servers: readonly string[],
): Promise<(day: string) => number> {
  const plans = servers.map((name) => settingsOf(settings, name));
  if (plans.some(({ warmUp }) => warmUp === null)) return () => Infinity;
  const today = dutchDay(room.clock());
  const given = await room.buckets.used(plans.map(({ name }) => warmUpKey(name, today)));
  return (day) =>
    plans.reduce((sum, { name, warmUp }) => {
      const left = allowedOn(warmUp!, day) - (given.get(warmUpKey(name, day)) ?? 0);
      return sum + Math.max(0, left);
    }, 0);
}
