/** Removes a topic of a person, for good: an older order that is read again does not bring it back. */
import type { Tx } from '../platform/db/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { InterestsRoom } from './room.ts';

/** Removes the signals of the topic and notes when; an unknown topic changes nothing. */
export async function removeTopic(
  { store, db, clock }: InterestsRoom,
  subscriber: SubscriberId,
  topic: string,
  tx?: Tx,
): Promise<void> {
  if (!(await store.topics()).some(({ key }) => key === topic)) return;
  const remove = async (within: Tx) => {
    await store.takeTurn(subscriber, within);
    await store.removeTopic(subscriber, topic, within);
    await store.unmarkRemoved(subscriber, [topic], within);
    await store.markRemoved(subscriber, { topic, at: clock() }, within);
  };
  await (tx ? remove(tx) : db.transaction(remove));
}
