/** The door to groups: rules, guarded counts, and what delivery asks at the freeze. */
import { allowedFields } from './allowed-fields.ts';
import { confirmMembers } from './confirm-members.ts';
import { countGroup } from './count-group.ts';
import { createGroup, renameGroup } from './create-group.ts';
import { describeRule } from './describe-rule.ts';
import { groupsHolder } from './groups-holder.ts';
import { groupsRoutes } from './groups-routes.ts';
import { openGroupsStore } from './groups-store.ts';
import { resolveGroups } from './resolve-groups.ts';
import type { Groups, GroupsDeps } from './room.ts';

export type { Count, Group, Rule } from './model.ts';
export type { AudienceChoice, GroupOf, Groups, GroupsDeps, StillIn } from './room.ts';

/** Opens the room. */
export function openGroups(deps: GroupsDeps): Groups {
  const store = openGroupsStore(deps.db);
  const room = { ...deps, store };
  const groups: Omit<Groups, 'routes'> = {
    list: () => store.list(),
    get: (id) => store.get(id),
    create: (input) => createGroup(room, input),
    rename: (id, name) => renameGroup(room, id, name),
    remove: (id) => store.remove(id),
    count: (rule, audience) => countGroup(room, rule, audience),
    openToAll: async (ids) => {
      const found = await store.findMany(ids);
      return new Set(
        found.filter(({ rule }) => allowedFields[rule.field].coveredBy === null).map(({ id }) => id),
      );
    },
    resolve: (mailing, ids, audience) => resolveGroups(room, mailing, ids, audience),
    confirm: (mailing, ids) => confirmMembers(room, mailing, ids),
    describe: (rule, language) => describeRule(room, rule, language),
    holder: groupsHolder(store),
  };
  return { ...groups, routes: groupsRoutes(deps, groups) };
}
