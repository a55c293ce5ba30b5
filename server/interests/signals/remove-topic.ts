/** Removes a topic of a person, for good: an older order that is read again does not bring it back. */
import type { Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { InterestsRoom } from '../room.ts';

/** Removes the signals of the topic and notes when; an unknown topic changes nothing. */
export async function removeTopic(
  { signals, profiles, vocabulary, db, clock }: InterestsRoom,
  subscriber: SubscriberId,
  topic: string,
  tx?: Tx,
): Promise<void> {
  if (!(await vocabulary.topics()).some(({ key }) => key === topic)) return;
  const remove = async (within: Tx) => {
    await signals.takeTurns([subscriber], within);
    await signals.removeTopic(subscriber, topic, within);
    await profiles.removeTopic(subscriber, topic, within);
    await signals.unmarkRemoved(subscriber, [topic], within);
    await signals.markRemoved(subscriber, { topic, at: clock() }, within);
  };
  await (tx ? remove(tx) : db.transaction(remove));
}
