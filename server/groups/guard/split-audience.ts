/** Splits an audience over the groups of a mail: the first that fits wins, everybody else is the rest (SEG-7, SEG-9). */
import type { PurposeKey } from '../../consent/index.ts';
import type { GroupId } from '../../platform/ids/index.ts';
import { currentCut } from '../cut/current-cut.ts';
import type { Count } from '../model.ts';
import type { GroupsRoom, Split } from '../room.ts';
import { remainderOf } from '../rules/definition.ts';
import type { Rule } from '../rules/rule.ts';
import { countIn } from './count-in-cut.ts';

/** Each part is a question of its own, behind the guard. As when it is sent, a group that may not be counted has nobody. */
export async function splitAudience(
  room: GroupsRoom,
  ids: readonly GroupId[],
  audience: PurposeKey,
): Promise<Split> {
  const cut = await currentCut(room, audience);
  const rules = new Map((await room.store.findMany(ids)).map(({ id, rule }) => [id, rule]));
  const parts = new Map<GroupId, Count>();
  const before: Rule[] = [];
  for (const id of ids) {
    const rule = rules.get(id);
    if (!rule) continue;
    const whole = await countIn(room, cut, rule, audience);
    parts.set(
      id,
      whole.kind === 'count' ? await countIn(room, cut, remainderOf(rule, before), audience) : whole,
    );
    if (whole.kind === 'count') before.push(rule);
  }
  return { parts, rest: await countIn(room, cut, remainderOf(null, before), audience) };
}
