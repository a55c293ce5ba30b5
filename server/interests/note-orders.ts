/** Notes what orders say of a person's interests, for as long as the purpose's term lasts. */
import { plusMonths } from '../platform/clock/index.ts';
import type { Tx } from '../platform/db/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Signal, TopicOrder } from './model.ts';
import { purposeOf } from './purpose-of.ts';
import type { InterestsRoom } from './room.ts';

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
  const signals = await withinTerm(room, subscriber, orders);
  const store = (within: Tx) => storeOrders(room, subscriber, signals, within);
  return tx ? store(tx) : room.db.transaction(store);
}

async function storeOrders(
  { store, consent }: InterestsRoom,
  subscriber: SubscriberId,
  signals: readonly Signal[],
  tx: Tx,
): Promise<number> {
  await store.takeTurn(subscriber, tx);
  if (!(await consent.agreedTo(subscriber, purposeOf.order, tx))) return 0;
  const removed = new Map((await store.removedTopics(subscriber, tx)).map(({ topic, at }) => [topic, at]));
  const wanted = signals.filter(({ topic, observedAt }) => observedAt > (removed.get(topic) ?? 0));
  return store.addSignals(wanted, tx);
}

async function withinTerm(
  { store, consent, clock }: InterestsRoom,
  subscriber: SubscriberId,
  orders: readonly TopicOrder[],
): Promise<readonly Signal[]> {
  const topics = new Set((await store.topics()).map(({ key }) => key));
  const purpose = (await consent.purposes()).find(({ key }) => key === purposeOf.order);
  const months = purpose?.termMonths ?? null;
  return orders
    .filter(({ topic }) => topics.has(topic))
    .map(({ topic, at }): Signal => {
      const expiresAt = months === null ? null : plusMonths(at, months);
      return { subscriber, topic, source: 'order', purpose: purposeOf.order, observedAt: at, expiresAt };
    })
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > clock());
}
