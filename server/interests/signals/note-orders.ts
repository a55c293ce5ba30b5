/** Notes what orders say of one person's interests, for as long as the words that they agreed to allow. */
import type { Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { TopicOrder } from '../model.ts';
import type { InterestsRoom } from '../room.ts';
import { judgeItems, type Item } from './judge-items.ts';

/**
 * Adds the orders that are within the term and newer than the topic's removal by the person; answers how many new
 * signals were kept, 0 without `interests.orders`.
 */
export async function noteOrders(
  room: InterestsRoom,
  subscriber: SubscriberId,
  orders: readonly TopicOrder[],
  tx?: Tx,
): Promise<number> {
  const items = orders.map(({ topic, at, entries = [], orders: hashes = [] }): Item => {
    return { subscriber, source: 'order', at, matches: [{ topic, entries }], orders: hashes };
  });
  const store = async (within: Tx) => {
    await room.signals.takeTurns([subscriber], within);
    const judged = await judgeItems(room, items, within);
    return room.signals.add(
      judged.flatMap(({ signals }) => signals),
      within,
    );
  };
  return tx ? store(tx) : room.db.transaction(store);
}
