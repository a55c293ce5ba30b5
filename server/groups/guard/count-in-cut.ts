/** Answers a question about a cut: behind the guard, and once (SEG-2 to SEG-5). */
import type { PurposeKey } from '../../consent/index.ts';
import { evaluateDefinition, valuesNeeded } from '../cut/evaluate-rule.ts';
import type { Count, Counted, Cut } from '../model.ts';
import type { GroupsRoom } from '../room.ts';
import { type Definition, definitionHash, ruleOf } from '../rules/definition.ts';
import { audienceValue } from '../rules/values.ts';
import { guard, nearTo, questionOf, sum, type Verdict } from './guard.ts';

/** However the settings were changed: below ten people a number tells of persons (SEG-2). */
const floor = 10;

/** The smallest number of people that is shown. */
export async function smallestGroup({ settings }: Pick<GroupsRoom, 'settings'>): Promise<number> {
  return Math.max(floor, (await settings.current()).minimumGroup);
}

/**
 * Questions about one audience of one cut stand in one row, also across processes: whoever writes an answer at a place
 * that somebody else took meanwhile looks again, at one earlier answer more. So what others asked need not be read first.
 */
export async function countIn(
  room: GroupsRoom,
  { id: cut }: Pick<Cut, 'id'>,
  definition: Definition,
  audience: PurposeKey,
): Promise<Count> {
  const hash = definitionHash(definition);
  const asked = await room.asked(cut, audience);
  for (;;) {
    const known = asked.known(hash);
    if (known) return known.answer;
    const question = { cut, audience, place: asked.all.length, hash, definition };
    const answered = await answer(room, question, asked.given);
    if (await room.store.keepCounted(answered)) {
      asked.add(answered);
      return answered.answer;
    }
    await asked.readOn();
  }
}

async function answer(
  room: GroupsRoom,
  question: Omit<Counted, 'answer' | 'outline'>,
  given: readonly Counted[],
): Promise<Counted> {
  const { cut, definition } = question;
  const k = await smallestGroup(room);
  const all = audienceValue(question.audience);
  const own = await room.bitmaps(cut, [all, ...valuesNeeded(definition)]);
  const audience = own.get(all)!;
  const asked = questionOf(evaluateDefinition(definition, own, audience), audience);
  const near = nearTo(asked, given, k);
  const bits = await room.bitmaps(cut, [...new Set(near.flatMap((one) => valuesNeeded(one.definition)))]);
  const membersOf = (one: Counted) =>
    room.members(nameOf(one), () => evaluateDefinition(one.definition, bits, audience));
  const verdict = guard(asked, near, membersOf, k);
  const answer = answerOf(verdict, sum(asked.whole), k);
  if (verdict.kind !== 'count') return { ...question, answer, outline: [] };
  room.members(nameOf(question), () => asked.members);
  return { ...question, answer, outline: asked.outline };
}

function nameOf({ cut, audience, hash }: Pick<Counted, 'cut' | 'audience' | 'hash'>): string {
  return `${cut} ${audience} ${hash}`;
}

function answerOf(verdict: Verdict<Counted>, of: number, k: number): Count {
  switch (verdict.kind) {
    case 'count':
      return { ...verdict, of };
    case 'clash':
      return { kind: 'too-few', k, ...clashOf(verdict.with.definition) };
    case 'too-few':
      return { kind: 'too-few', k };
  }
}

function clashOf(definition: Definition) {
  const clashesWith = ruleOf(definition);
  return clashesWith && { clashesWith };
}
