/** What this room knows of a person: sign-ups that wait under their address, and a count of mails to it. */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import type { Room } from './room.ts';

/** For export and erasure. */
export function preferencesHolder({ pending, limits, subscribers }: Room): PersonalDataHolder {
  return {
    room: 'preferences',
    collections: [pending.collection, limits.collection],
    freeOfPersonalData: [],
    export: async (id) => {
      const subscriber = await subscribers.find(id);
      return { pendingSignUps: subscriber ? await pending.listByEmail(subscriber.email) : [] };
    },
    erase: async (id, tx) => {
      const subscriber = await subscribers.find(id);
      if (!subscriber) return;
      await pending.removeByEmail(subscriber.email, tx);
      await limits.forget(subscriber.email, tx);
    },
  };
}
