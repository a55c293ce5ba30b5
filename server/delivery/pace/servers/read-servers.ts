/** Reads how each server stands: its settings, whether it rests, what it answered today and in the last hour, its warm-up. */
import { dutchDay, HOUR_MS, plus, startOfDutchDay } from '../../../platform/clock/index.ts';
import type { PaceRoom } from '../pace-room.ts';
import { type AnswerCounts, noAnswers } from './server-answers-store.ts';
import type { Rest } from './server-rests-store.ts';
import { warmUpKey } from './share-servers.ts';
import { usedServers } from './usable-servers.ts';
import { allowedOn } from './warm-up.ts';
import { type ServerSettings, settingsOf } from '../words.ts';

export interface ServerStanding extends ServerSettings {
  /** Whether mailings use it. */
  readonly used: boolean;
  /** Null while it works, as far as is known. */
  readonly rest: Rest | null;
  readonly today: AnswerCounts;
  readonly lastHour: AnswerCounts;
  /** How many mails its warm-up has let pass today, of how many; null where it has none. */
  readonly warmedUp: { readonly mails: number; readonly of: number } | null;
}

/** Every server of the environment, in its order. */
export async function readServers(room: PaceRoom): Promise<readonly ServerStanding[]> {
  const { servers, answers, buckets, clock } = room;
  const now = clock();
  const day = dutchDay(now);
  const keys = servers.map((name) => warmUpKey(name, day));
  const [settings, rests, today, lastHour, given] = await Promise.all([
    room.settings(),
    room.rests.all(),
    answers.since(startOfDutchDay(day)!),
    answers.since(plus(now, -HOUR_MS)),
    buckets.used(keys),
  ]);
  const used = usedServers(room, settings);
  return servers.map((name) => {
    const own = settingsOf(settings, name);
    const mails = given.get(warmUpKey(name, day)) ?? 0;
    return {
      ...own,
      used: used.has(name),
      rest: rests.find(({ server }) => server === name) ?? null,
      today: today.get(name) ?? noAnswers,
      lastHour: lastHour.get(name) ?? noAnswers,
      warmedUp: own.warmUp && { mails, of: allowedOn(own.warmUp, day) },
    };
  });
}
