/** Resolves the groups of a mailing: delivery asks for a batch of people which group each is in (SEG-6, SEG-7). */
import type { PurposeKey } from '../consent/index.ts';
import type { GroupId, MailingId, SubscriberId } from '../platform/ids/index.ts';
import { countGroup } from './count-group.ts';
import type { Group } from './model.ts';
import type { GroupOf, GroupsRoom } from './room.ts';
import { selectAudience, selectMembers } from './select-members.ts';

/** The first group in the given order wins; one that is gone or may not be counted today matches nobody (SEG-2). */
export async function resolveGroups(
  room: GroupsRoom,
  mailing: MailingId,
  ids: readonly GroupId[],
  audience: PurposeKey,
): Promise<GroupOf> {
  const usable = await usableGroups(room, ids, audience);
  room.log.info(
    { mailing, groups: ids.length, usable: usable.length },
    'the groups of a mailing were resolved',
  );
  const everyone = await selectAudience(room, audience);
  const members: [GroupId, ReadonlySet<SubscriberId>][] = [];
  for (const { id, rule } of usable) members.push([id, await selectMembers(room, rule, everyone)]);

  return (people) => {
    const found = new Map<SubscriberId, GroupId>();
    for (const person of people) {
      const group = members.find(([, set]) => set.has(person))?.[0];
      if (group !== undefined) found.set(person, group);
    }
    return Promise.resolve(found);
  };
}

async function usableGroups(
  room: GroupsRoom,
  ids: readonly GroupId[],
  audience: PurposeKey,
): Promise<readonly Group[]> {
  const byId = new Map((await room.store.findMany(ids)).map((group) => [group.id, group]));
  const usable: Group[] = [];
  for (const id of ids) {
    const group = byId.get(id);
    if (group && (await countGroup(room, group.rule, audience)).kind === 'count') usable.push(group);
  }
  return usable;
}
