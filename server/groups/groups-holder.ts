/** What groups knows of one person: at most a fingerprint in what was counted today (PRIV-1, PRIV-3). */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { fingerprint } from './fingerprints.ts';
import type { GroupsStore } from './groups-store.ts';

/** Groups themselves are rules and hold nobody; the export shows a person's topics and language where they are kept. */
export function groupsHolder(store: GroupsStore): PersonalDataHolder {
  return {
    room: 'groups',
    collections: ['counted_definitions'],
    freeOfPersonalData: ['groups', 'counting_turns'],
    export: () => Promise.resolve({}),
    erase: (subscriber, tx) => store.eraseFromCounted((day) => fingerprint(day, subscriber), tx),
  };
}
