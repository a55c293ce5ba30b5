/** Splits an audience over the groups of a mail: the first that fits wins, everybody else is the rest (SEG-7, SEG-9). */
import type { PurposeKey } from '../../consent/index.ts';
import type { GroupId } from '../../platform/ids/index.ts';
import { currentCut, readyCut } from '../cut/current-cut.ts';
import type { Count } from '../model.ts';
import type { GroupsRoom, Split } from '../room.ts';
import { type Definition, definitionHash, remainderOf } from '../rules/definition.ts';
import type { Rule } from '../rules/rule.ts';
import { countIn } from './count-in-cut.ts';

/** Each part is a question of its own, behind the guard. As when it is sent, a group that may not be counted has nobody. */
export async function splitAudience(
  room: GroupsRoom,
  ids: readonly GroupId[],
  audience: PurposeKey,
): Promise<Split> {
  const cut = await currentCut(room, audience);
  return splitBy(room, ids, (definition) => countIn(room, cut, definition, audience));
}

/** The same from answers that the cut gave before: what nobody asked is null, and so is what hangs on it. */
export async function knownSplit(
  room: GroupsRoom,
  ids: readonly GroupId[],
  audience: PurposeKey,
): Promise<Split> {
  const cut = await readyCut(room, audience);
  const asked = cut && (await room.asked(cut.id, audience));
  await asked?.readOn();
  return splitBy(room, ids, (definition) =>
    Promise.resolve(asked?.known(definitionHash(definition))?.answer ?? null),
  );
}

async function splitBy(
  { store }: GroupsRoom,
  ids: readonly GroupId[],
  ask: (definition: Definition) => Promise<Count | null>,
): Promise<Split> {
  const rules = new Map((await store.findMany(ids)).map(({ id, rule }) => [id, rule]));
  const parts = new Map<GroupId, Count | null>();
  const before: Rule[] = [];
  let allAsked = true;
  const left = (rule: Rule | null) => (allAsked ? ask(remainderOf(rule, before)) : Promise.resolve(null));
  for (const id of ids) {
    const rule = rules.get(id);
    if (!rule) continue;
    const whole = await ask(rule);
    allAsked &&= whole !== null;
    parts.set(id, whole?.kind === 'count' ? await left(rule) : whole);
    if (whole?.kind === 'count') before.push(rule);
  }
  return { parts, rest: await left(null) };
}
