/** Answers a question about a cut: behind the guard, and once (SEG-2 to SEG-5). */
import type { PurposeKey } from '../../consent/index.ts';
import { evaluateDefinition, valuesNeeded } from '../cut/evaluate-rule.ts';
import type { Count, Counted, Cut } from '../model.ts';
import type { GroupsRoom } from '../room.ts';
import { type Definition, definitionHash, ruleOf } from '../rules/definition.ts';
import { audienceValue } from '../rules/values.ts';
import { guard, outlineOf } from './guard.ts';

/** However the settings were changed: below ten people a number tells of persons (SEG-2). */
const floor = 10;

/** The smallest number of people that is shown. */
export async function smallestGroup({ settings }: Pick<GroupsRoom, 'settings'>): Promise<number> {
  return Math.max(floor, (await settings.current()).minimumGroup);
}

/**
 * Questions about one audience of one cut stand in one row, also across processes: whoever writes an answer at a place
 * that somebody else took meanwhile looks again, at one earlier answer more.
 */
export async function countIn(
  room: GroupsRoom,
  { id: cut }: Pick<Cut, 'id'>,
  definition: Definition,
  audience: PurposeKey,
): Promise<Count> {
  const hash = definitionHash(definition);
  for (;;) {
    const earlier = await room.asked(cut, audience);
    const known = earlier.find((one) => one.hash === hash);
    if (known) return known.answer;
    const answered = await answer(room, { cut, audience, place: earlier.length, hash, definition }, earlier);
    if (await room.store.keepCounted(answered)) return answered.answer;
  }
}

async function answer(
  room: GroupsRoom,
  question: Omit<Counted, 'answer' | 'outline'>,
  earlier: readonly Counted[],
): Promise<Counted> {
  const k = await smallestGroup(room);
  const given = earlier.filter(({ answer: { kind } }) => kind === 'count');
  const all = audienceValue(question.audience);
  const definitions = [question, ...given].map(({ definition }) => definition);
  const bitmaps = await room.bitmaps(question.cut, [all, ...new Set(definitions.flatMap(valuesNeeded))]);
  const audience = bitmaps.get(all)!;
  const membersOf = (definition: Definition) => evaluateDefinition(definition, bitmaps, audience);

  const members = membersOf(question.definition);
  const verdict = guard({ members, audience }, given, membersOf, k);
  const outline = verdict.kind === 'count' ? outlineOf({ members, audience }) : [];
  members.dispose();
  switch (verdict.kind) {
    case 'count':
      return { ...question, answer: { ...verdict, of: audience.size }, outline };
    case 'clash':
      return { ...question, answer: { kind: 'too-few', k, ...clashOf(verdict.with) }, outline };
    case 'too-few':
      return { ...question, answer: { kind: 'too-few', k }, outline };
  }
}

function clashOf(definition: Definition) {
  const clashesWith = ruleOf(definition);
  return clashesWith && { clashesWith };
}
