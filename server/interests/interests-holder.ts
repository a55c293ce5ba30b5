/** What interests knows of one person, for export and erasure (PRIV-1, PRIV-3). */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import type { InterestsRoom } from './room.ts';

/** Answers for the signals and the removed topics; topics and product words are about the shop. */
export function interestsHolder({ store, clock }: InterestsRoom): PersonalDataHolder {
  return {
    room: 'interests',
    collections: ['signals', 'signal_turns'],
    freeOfPersonalData: ['topics', 'product_words'],
    export: async (subscriber) => {
      const signals = await store.signalsOf(subscriber, clock());
      const removed = await store.removedTopics(subscriber);
      return {
        signals: signals.map(({ topic, source, purpose, observedAt, expiresAt }) => ({
          ...{ topic, source, purpose },
          observedAt: observedAt.toISOString(),
          expiresAt: expiresAt?.toISOString() ?? null,
        })),
        removedTopics: removed.map(({ topic, at }) => ({ topic, removedAt: at.toISOString() })),
      };
    },
    erase: (subscriber, tx) => store.removePerson(subscriber, tx),
  };
}
