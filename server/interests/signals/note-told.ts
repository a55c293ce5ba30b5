/** Notes the topics that a person told us. */
import type { Tx } from '../../platform/db/index.ts';
import { Forbidden, Invalid } from '../../platform/errors/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { purposeOf } from './purpose-of.ts';
import type { InterestsRoom } from '../room.ts';

/** Adds the topics that are not told yet, also ones that were removed before; throws Forbidden without `interests.told`, Invalid for an unknown topic. */
export async function noteTold(
  room: InterestsRoom,
  subscriber: SubscriberId,
  topics: readonly string[],
  at: Date,
  tx?: Tx,
): Promise<void> {
  await refuseUnknown(room, topics);
  const store = (within: Tx) => storeTold(room, subscriber, topics, at, within);
  await (tx ? store(tx) : room.db.transaction(store));
}

async function storeTold(
  { signals, consent }: InterestsRoom,
  subscriber: SubscriberId,
  topics: readonly string[],
  at: Date,
  tx: Tx,
): Promise<void> {
  const purpose = purposeOf.told;
  await signals.takeTurns([subscriber], tx);
  if (!(await consent.agreedTo(subscriber, purpose, tx)))
    throw new Forbidden({ key: 'interests:problem.noConsent' });
  const known = await signals.of(subscriber, tx);
  const told = new Set(known.filter(({ source }) => source === 'told').map(({ topic }) => topic));
  const fresh = [...new Set(topics)].filter((topic) => !told.has(topic));
  const list = fresh.map((topic) => ({
    ...{ subscriber, topic, purpose },
    ...{ source: 'told' as const, observedAt: at, expiresAt: null },
  }));
  await signals.add(list, tx);
  await signals.unmarkRemoved(subscriber, topics, tx);
}

async function refuseUnknown({ vocabulary }: InterestsRoom, topics: readonly string[]): Promise<void> {
  const known = new Set((await vocabulary.topics()).map(({ key }) => key));
  if (!topics.every((topic) => known.has(topic))) {
    throw new Invalid({ topics: { key: 'interests:problem.unknownTopic' } });
  }
}
