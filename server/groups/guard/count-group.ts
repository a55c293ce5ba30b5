/** Counts a rule within an audience, from the cut of the day. */
import type { PurposeKey } from '../../consent/index.ts';
import { currentCut } from '../cut/current-cut.ts';
import type { Count } from '../model.ts';
import type { GroupsRoom } from '../room.ts';
import type { Rule } from '../rules/rule.ts';
import { countIn } from './count-in-cut.ts';

/** The answer that this cut gave before, or a new one that it keeps. */
export async function countGroup(room: GroupsRoom, rule: Rule, audience: PurposeKey): Promise<Count> {
  return countIn(room, await currentCut(room, audience), rule, audience);
}
