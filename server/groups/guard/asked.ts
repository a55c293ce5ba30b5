/** What was asked of a cut about an audience so far; a process reads each answer once. */
import type { PurposeKey } from '../../consent/index.ts';
import type { GroupsStore } from '../groups-store.ts';
import type { Counted, CutId } from '../model.ts';

/** In the order in which it was asked, up to this moment. */
export type Asked = (cut: CutId, audience: PurposeKey) => Promise<readonly Counted[]>;

/** Answers never change, so that what was read stays true; it is forgotten with the cut. */
export function openAsked(store: GroupsStore): Asked {
  const known = new Map<string, readonly Counted[]>();
  let newest: CutId | null = null;
  return async (cut, audience) => {
    if (cut !== newest) known.clear();
    newest = cut;
    const key = `${cut} ${audience}`;
    const before = known.get(key) ?? [];
    const list = [...before, ...(await store.countedFrom(cut, audience, before.length))];
    if (list.length > (known.get(key)?.length ?? 0)) known.set(key, list);
    return list;
  };
}
