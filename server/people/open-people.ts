/** Puts the room together. */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import type { Router } from '../platform/http/index.ts';
import { openCorrectionsStore } from './corrections-store.ts';
import { peopleRoutes } from './people-routes.ts';
import type { PeopleDeps } from './room.ts';

export interface People {
  readonly routes: Router;
  readonly holder: PersonalDataHolder;
}

/** Opens the room. */
export function openPeople(deps: PeopleDeps): People {
  const corrections = openCorrectionsStore(deps.db);
  return {
    routes: peopleRoutes({ ...deps, corrections }),
    holder: {
      room: 'people',
      collections: [corrections.collection],
      freeOfPersonalData: [],
      export: async (subscriber) => ({
        corrections: (await corrections.list(subscriber)).map(({ at, fields, reason }) => ({
          at,
          fields,
          reason,
        })),
      }),
      erase: corrections.erase,
    },
  };
}
