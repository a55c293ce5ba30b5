/** The door to groups: rules, guarded counts, the daily cut, and what delivery asks at the freeze. */
import { createGroup, renameGroup } from './create-group.ts';
import { takeCut, takeDailyCut } from './cut/current-cut.ts';
import { openCutStore } from './cut/cut-store.ts';
import { openMembers } from './cut/keep-members.ts';
import { openBitmaps } from './cut/load-bitmaps.ts';
import { cutProgress, prepareCut } from './cut/prepare-cut.ts';
import { unlinkOnObjection } from './cut/unlink-on-objection.ts';
import { groupsHolder } from './groups-holder.ts';
import { openGroupsStore } from './groups-store.ts';
import { openAsked } from './guard/asked.ts';
import { countGroup, knownCount } from './guard/count-group.ts';
import { knownSplit, splitAudience } from './guard/split-audience.ts';
import { topicStrengths } from './guard/topic-strengths.ts';
import { confirmMembers } from './mailing/confirm-members.ts';
import { resolveGroups } from './mailing/resolve-groups.ts';
import { groupsRoutes } from './pages/groups-routes.ts';
import type { Groups, GroupsDeps, GroupsRoom } from './room.ts';
import { describeRule } from './rules/describe-rule.ts';
import { isOpen } from './rules/meets-rule.ts';

export type { Count, CutProgress, Group, Guarded } from './model.ts';
export type { AudienceChoice, GroupOf, Groups, GroupsDeps, Split, StillIn } from './room.ts';
export type { Rule } from './rules/rule.ts';

/** Opens the room. */
export function openGroups(deps: GroupsDeps): Groups {
  const store = openGroupsStore(deps.db);
  const cuts = openCutStore(deps.db);
  const room: GroupsRoom = {
    ...{ ...deps, store, cuts, taking: null, stopping: false },
    ...{ bitmaps: openBitmaps(cuts), asked: openAsked(store), members: openMembers() },
  };
  const groups: Omit<Groups, 'routes'> = {
    list: () => store.list(),
    get: (id) => store.get(id),
    create: (input) => createGroup(room, input),
    rename: (id, name) => renameGroup(room, id, name),
    remove: (id) => store.remove(id),
    count: (rule, audience) => countGroup(room, rule, audience),
    split: (ids, audience) => splitAudience(room, ids, audience),
    knownCount: (rule, audience) => knownCount(room, rule, audience),
    knownSplit: (ids, audience) => knownSplit(room, ids, audience),
    strengths: (audience) => topicStrengths(room, audience),
    openToAll: async (ids) => {
      const found = await store.findMany(ids);
      return new Set(found.filter(({ rule }) => isOpen(rule)).map(({ id }) => id));
    },
    resolve: (mailing, ids, audience) => resolveGroups(room, mailing, ids, audience),
    confirm: (mailing, ids) => confirmMembers(room, mailing, ids),
    takeCut: async () => void (await takeCut(room)),
    takeDailyCut: () => takeDailyCut(room),
    prepare: (audience) => prepareCut(room, audience),
    progress: () => cutProgress(room),
    stopCut: () => cuts.stop(),
    stop: () => {
      room.stopping = true;
    },
    follower: unlinkOnObjection(cuts),
    describe: (rule, language) => describeRule(room, rule, language),
    holder: groupsHolder(room),
  };
  return { ...groups, routes: groupsRoutes(deps, groups) };
}
