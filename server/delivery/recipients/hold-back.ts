/** Who agreed and gets nothing just now: on a break, or had a newsletter more recently than they want. */
import { plus } from '../../platform/clock/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Held } from './recipient-state.ts';
import type { Room } from '../room.ts';
import type { Mailing } from '../words.ts';

/** Those of them who are held back, with the reason; a service mail holds nobody back. */
export async function heldNow(
  room: Room,
  { id, purpose }: Pick<Mailing, 'id' | 'purpose'>,
  ids: readonly SubscriberId[],
): Promise<ReadonlyMap<SubscriberId, Held>> {
  if (purpose === null) return new Map();
  const limited = await room.consent.heldBack(ids, purpose);
  const quiet = [...limited].filter(([, { quietMs }]) => quietMs > 0);
  const longest = Math.max(0, ...quiet.map(([, { quietMs }]) => quietMs));
  const people = quiet.map(([person]) => person);
  const since = plus(room.clock(), -longest);
  const last =
    people.length > 0 ? await room.lastNewsletters(people, id, since) : new Map<SubscriberId, Date>();
  const isEnough = (person: SubscriberId, quietMs: number) =>
    quietMs > 0 && (last.get(person)?.getTime() ?? -Infinity) > room.clock().getTime() - quietMs;
  return new Map(
    [...limited].flatMap(([person, { paused, quietMs }]): [SubscriberId, Held][] => {
      if (paused) return [[person, 'paused']];
      return isEnough(person, quietMs) ? [[person, 'frequency']] : [];
    }),
  );
}
