/** Reads profiles: one person's from the signals of this moment, everybody's as the daily job left them. */
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Signal, StoredProfile, TopicInterest } from '../model.ts';
import { groupBy } from '../group-by.ts';
import type { InterestsRoom } from '../room.ts';
import type { Strength } from './profiles-store.ts';
import { strengthOf } from './strength.ts';

/** The topics in order of their key, each with its signals, newest first. */
export async function readProfile(
  { signals, clock }: InterestsRoom,
  subscriber: SubscriberId,
): Promise<readonly TopicInterest[]> {
  return readTopics(await signals.of(subscriber), clock());
}

/** What the signals of one person add up to. */
export function readTopics(signals: readonly Signal[], at: Date): readonly TopicInterest[] {
  return [...groupBy(signals, ({ topic }) => topic)]
    .map(([topic, own]) => ({ topic, strength: rounded(strengthOf(own, at)), signals: own }))
    .sort((a, b) => a.topic.localeCompare(b.topic));
}

/** Everybody with an interest, by their id; memory does not grow with their number. */
export async function* streamProfiles({ profiles }: InterestsRoom): AsyncIterable<StoredProfile> {
  let subscriber: SubscriberId | null = null;
  let topics: Omit<Strength, 'subscriber'>[] = [];
  for await (const { subscriber: next, ...interest } of profiles.all()) {
    if (subscriber !== null && subscriber !== next) {
      yield { subscriber, topics };
      topics = [];
    }
    subscriber = next;
    topics.push(interest);
  }
  if (subscriber !== null) yield { subscriber, topics };
}

function rounded(strength: number): number {
  return Math.round(strength * 1000) / 1000;
}
