/** Lets the signals follow the table of product words: an entry that moved takes them along, one that went removes them. */
import type { Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { refresh } from '../profile/refresh-profiles.ts';
import type { InterestsRoom } from '../room.ts';
import type { PendingEntry } from './vocabulary-store.ts';

const batchSize = 200;

/**
 * Works off one changed entry, batch after batch, until `isStopping`; answers whether there may be more. It finds its
 * place again by what is left, so that it can break off anywhere and many workers share it.
 */
export async function followTable(room: InterestsRoom, isStopping: () => boolean): Promise<boolean> {
  const pending = await room.vocabulary.claimPending();
  if (!pending) return false;
  for (;;) {
    const people = new Set(await room.signals.strayFrom(pending.id, pending.topic, batchSize));
    if (people.size === 0) break;
    await room.db.transaction((tx) => follow(room, pending, [...people], tx));
    if (isStopping()) {
      await room.vocabulary.letGo(pending);
      return false;
    }
  }
  await room.vocabulary.settle(pending);
  return true;
}

async function follow(
  room: InterestsRoom,
  { id, topic }: PendingEntry,
  people: readonly SubscriberId[],
  tx: Tx,
): Promise<void> {
  const { signals } = room;
  await signals.takeTurns(people, tx);
  const strays = await signals.takeOff(people, id, topic, tx);
  if (topic !== null) {
    const removed = await signals.removedAmong(people, tx);
    const wanted = strays.filter(({ subscriber, observedAt }) => {
      const mark = removed.get(`${subscriber} ${topic}`);
      return mark === undefined || observedAt > mark.at;
    });
    await signals.add(
      wanted.map((signal) => ({ ...signal, topic, entries: [id] })),
      tx,
    );
  }
  await refresh(room, people, tx);
}
