/** Reads a person's profile: what the unexpired signals add up to, per topic. */
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Signal, TopicInterest } from './model.ts';
import type { InterestsRoom } from './room.ts';

/** The topics in order of their key, each with its signals, newest first. */
export async function readProfile(
  room: InterestsRoom,
  subscriber: SubscriberId,
): Promise<readonly TopicInterest[]> {
  const byTopic = new Map<string, Signal[]>();
  for (const signal of await room.store.signalsOf(subscriber, room.clock())) {
    byTopic.set(signal.topic, [...(byTopic.get(signal.topic) ?? []), signal]);
  }
  return [...byTopic]
    .map(([topic, signals]) => ({ topic, signals }))
    .sort((a, b) => a.topic.localeCompare(b.topic));
}
