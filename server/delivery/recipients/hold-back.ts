/** Who agreed and gets nothing just now: on a break, or had a newsletter more recently than they want. */
import type { Receiving } from '../../consent/index.ts';
import { plus } from '../../platform/clock/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Held } from './recipient-state.ts';
import type { Room } from '../room.ts';
import type { Mailing } from '../words.ts';

/** Those who are held back by what they answered, with the reason. */
export async function heldNow(
  room: Room,
  { id }: Pick<Mailing, 'id'>,
  answers: ReadonlyMap<SubscriberId, Receiving>,
): Promise<ReadonlyMap<SubscriberId, Held>> {
  const limited = [...answers].flatMap(([person, { held }]) => (held ? [[person, held] as const] : []));
  const quiet = limited.filter(([, { quietMs }]) => quietMs > 0);
  const longest = Math.max(0, ...quiet.map(([, { quietMs }]) => quietMs));
  const people = quiet.map(([person]) => person);
  const since = plus(room.clock(), -longest);
  const last =
    people.length > 0 ? await room.lastNewsletters(people, id, since) : new Map<SubscriberId, Date>();
  const isEnough = (person: SubscriberId, quietMs: number) =>
    quietMs > 0 && (last.get(person)?.getTime() ?? -Infinity) > room.clock().getTime() - quietMs;
  return new Map(
    limited.flatMap(([person, { paused, quietMs }]): [SubscriberId, Held][] => {
      if (paused) return [[person, 'paused']];
      return isEnough(person, quietMs) ? [[person, 'frequency']] : [];
    }),
  );
}
