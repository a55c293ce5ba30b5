/** What interests knows of one person, for export and erasure (PRIV-1, PRIV-3). */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { readTopics } from './profile/read-profile.ts';
import type { InterestsRoom } from './room.ts';

/** Answers for signals, profiles and removed topics; topics, product words and what these miss are about the shop. */
export function interestsHolder(
  { vocabulary, unmatched, signals, profiles, clock }: InterestsRoom,
  answers: string,
): PersonalDataHolder {
  return {
    room: 'interests',
    collections: [...signals.collections, profiles.collection],
    // The answers to programs say how many of what, by their place in a list that is not kept.
    freeOfPersonalData: [...vocabulary.collections, unmatched.collection, answers],
    export: async (subscriber) => {
      const list = await signals.of(subscriber);
      const removed = await signals.removedAmong([subscriber]);
      return {
        signals: list.map(({ topic, source, purpose, observedAt, expiresAt }) => ({
          ...{ topic, source, purpose },
          observedAt: observedAt.toISOString(),
          expiresAt: expiresAt?.toISOString() ?? null,
        })),
        strengths: Object.fromEntries(
          readTopics(list, clock()).map(({ topic, strength }) => [topic, strength]),
        ),
        removedTopics: [...removed.values()].map(({ topic, at }) => ({ topic, removedAt: at.toISOString() })),
      };
    },
    erase: async (subscriber, tx) => {
      await signals.removePerson(subscriber, tx);
      await profiles.removePerson(subscriber, tx);
    },
  };
}
