/** Resolves the groups of a mailing: delivery asks for a batch of people which group each is in (SEG-6, SEG-7). */
import type { PurposeKey } from '../../consent/index.ts';
import type { GroupId, MailingId, SubscriberId } from '../../platform/ids/index.ts';
import { has } from '../cut/bits.ts';
import { currentCut } from '../cut/current-cut.ts';
import { evaluateRule, valuesNeeded } from '../cut/evaluate-rule.ts';
import { openOrdinals } from '../cut/find-ordinals.ts';
import { countIn } from '../guard/count-in-cut.ts';
import type { Cut, Group } from '../model.ts';
import type { GroupOf, GroupsRoom } from '../room.ts';
import { audienceValue } from '../rules/values.ts';

/** The first group in the given order wins; one that is gone or may not be counted in this cut matches nobody (SEG-2). */
export async function resolveGroups(
  room: GroupsRoom,
  mailing: MailingId,
  ids: readonly GroupId[],
  audience: PurposeKey,
): Promise<GroupOf> {
  // Where nobody has to be told apart, no cut is waited for.
  if (ids.length === 0) return () => Promise.resolve(new Map());
  const cut = await currentCut(room, audience);
  const usable = await usableGroups(room, cut, ids, audience);
  room.log.info(
    { mailing, groups: ids.length, usable: usable.length },
    'the groups of a mailing were resolved',
  );
  const members = await membersOf(room, cut, usable, audience);
  const ordinalsOf = await openOrdinals(room.cuts, cut.id);
  return async (people) => {
    const found = new Map<SubscriberId, GroupId>();
    for (const [person, ordinal] of await ordinalsOf(people)) {
      const group = members.find(([, set]) => has(set, ordinal))?.[0];
      if (group !== undefined) found.set(person, group);
    }
    return found;
  };
}

async function usableGroups(
  room: GroupsRoom,
  cut: Cut,
  ids: readonly GroupId[],
  audience: PurposeKey,
): Promise<readonly Group[]> {
  const byId = new Map((await room.store.findMany(ids)).map((group) => [group.id, group]));
  const usable: Group[] = [];
  for (const id of ids) {
    const group = byId.get(id);
    if (group && (await countIn(room, cut, group.rule, audience)).kind === 'count') usable.push(group);
  }
  return usable;
}

async function membersOf(room: GroupsRoom, cut: Cut, groups: readonly Group[], audience: PurposeKey) {
  const all = audienceValue(audience);
  const values = new Set([all, ...groups.flatMap(({ rule }) => valuesNeeded(rule))]);
  const bitmaps = await room.bitmaps(cut.id, [...values]);
  return groups.map(({ id, rule }) => [id, evaluateRule(rule, bitmaps, bitmaps.get(all)!)] as const);
}
