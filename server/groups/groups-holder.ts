/** What groups knows of one person: the values that the newest cut has of them, as long as they are linked (PRIV-1, PRIV-3). */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { has } from './cut/bits.ts';
import { openOrdinals } from './cut/find-ordinals.ts';
import type { GroupsRoom } from './room.ts';

/** Groups themselves are rules and hold nobody. Erasure deletes the link; what it led to is then about nobody. */
export function groupsHolder(room: GroupsRoom): PersonalDataHolder {
  const { cuts, store, bitmaps } = room;
  return {
    room: 'groups',
    collections: cuts.linked,
    freeOfPersonalData: [...cuts.unlinked, ...store.collections],
    export: async (subscriber) => {
      const cut = await cuts.newest();
      const ordinal = cut && (await (await openOrdinals(cuts, cut.id))([subscriber])).get(subscriber);
      if (!cut || ordinal === undefined || ordinal === null) return {};
      const all = await bitmaps(cut.id, await cuts.values(cut.id));
      const values = [...all].filter(([, bits]) => has(bits, ordinal)).map(([value]) => value);
      return { cut: { takenAt: cut.takenAt, values: values.sort() } };
    },
    erase: (subscriber, tx) => cuts.unlink(subscriber, tx),
  };
}
