/** Puts the room together. */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { Router } from '../platform/http/index.ts';
import type { AccountId, SubscriberId } from '../platform/ids/index.ts';
import { openBlockNotesStore } from './block-notes-store.ts';
import { openCorrectionsStore } from './corrections-store.ts';
import { messagesRoutes } from './messages/messages-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import type { PeopleDeps } from './room.ts';

export interface People {
  /** Notes on the person's card that a copy of everything was handed out, and why. */
  noteCopy(person: SubscriberId, by: AccountId, reason: string): Promise<void>;
  readonly routes: Router;
  readonly holder: PersonalDataHolder;
}

/** Opens the room. */
export function openPeople(deps: PeopleDeps): People {
  const corrections = openCorrectionsStore(deps.db);
  const blockNotes = openBlockNotesStore(deps.db);
  const hashesOf = async (id: SubscriberId) => {
    const person = await deps.subscribers.find(id);
    return person ? deps.consent.suppressionHashes(person.email) : [];
  };
  const room = { ...deps, blockNotes, corrections };
  return {
    noteCopy: (subscriber, by, reason) => {
      const note = { subscriber, by, at: deps.clock(), fields: ['copy'], reason } as const;
      return deps.db.transaction((tx) => corrections.insert(note, tx));
    },
    routes: Router().use(peopleRoutes(room), messagesRoutes(room)),
    holder: {
      room: 'people',
      collections: [corrections.collection, blockNotes.collection],
      freeOfPersonalData: [],
      export: async (subscriber) => ({
        corrections: (await corrections.list(subscriber)).map(({ at, fields, reason }) => ({
          at,
          fields,
          reason,
        })),
        optOutsOfTheAddress: (await blockNotes.list(await hashesOf(subscriber))).map(
          ({ at, channel, evidence }) => ({ at, channel, evidence }),
        ),
      }),
      erase: async (subscriber, tx) => {
        await corrections.erase(subscriber, tx);
        await blockNotes.erase(await hashesOf(subscriber), tx);
      },
    },
  };
}
