/** What this room knows of a person: sign-ups and messages under their address with the mails about them, logins, and a count of mails to it. */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import type { Room } from './room.ts';

/** For export and erasure. */
export function preferencesHolder(room: Room): PersonalDataHolder {
  const {
    pending,
    messages,
    logins,
    addressChanges,
    sessionsStore: sessions,
    limits,
    outbox,
    subscribers,
  } = room;
  return {
    room: 'preferences',
    collections: [
      ...[pending.collection, messages.collection, limits.collection, logins.collection],
      ...[addressChanges.collection, sessions.collection],
    ],
    freeOfPersonalData: [],
    export: async (id) => {
      const subscriber = await subscribers.find(id);
      return {
        messages: subscriber ? await messages.listByEmail(subscriber.email) : [],
        pendingSignUps: subscriber ? await pending.listByEmail(subscriber.email) : [],
        mailedLogins: await logins.list(id),
        newAddresses: await addressChanges.list(id),
        sessionsUntil: await sessions.list(id),
      };
    },
    erase: async (id, tx) => {
      const subscriber = await subscribers.find(id);
      if (!subscriber) return;
      await pending.erase(id, subscriber.email, tx);
      await messages.erase(subscriber.email, tx);
      await outbox.eraseAddress(subscriber.email, tx);
      await limits.forget(subscriber.email, tx);
      for (const store of [logins, addressChanges, sessions]) await store.erase(id, tx);
    },
  };
}
