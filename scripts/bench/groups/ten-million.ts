/** Ten million ordinals in memory: rules of six terms with their guard against two hundred earlier definitions. */
import type { Bits } from '../../../server/groups/cut/bits.ts';
import { evaluateRule, valuesNeeded } from '../../../server/groups/cut/evaluate-rule.ts';
import { openMembers } from '../../../server/groups/cut/keep-members.ts';
import { type Earlier, guard, questionOf } from '../../../server/groups/guard/guard.ts';
import type { Rule } from '../../../server/groups/index.ts';
import { definitionHash } from '../../../server/groups/rules/definition.ts';
import { p95, questions } from './questions.ts';

const people = 10_000_000;
const earlier = 200;
const measured = 100;
const k = 50;

interface Given extends Earlier {
  readonly name: string;
  readonly rule: Rule;
}

/** p95 in milliseconds. */
export function tenMillionP95(): number {
  const rules = questions(earlier + measured);
  const bitmaps = new Map([...new Set(rules.flatMap(valuesNeeded))].map((value) => [value, random(value)]));
  const audience = new Uint32Array(people / 32).fill(2 ** 32 - 1);
  const kept = openMembers();
  const evaluate = (rule: Rule) => evaluateRule(rule, bitmaps, audience);
  const membersOf = ({ name, rule }: Given) => kept(name, () => evaluate(rule));
  const given: Given[] = [];
  const ask = (rule: Rule) => {
    const question = questionOf(evaluate(rule), audience);
    if (guard(question, given, membersOf, k).kind !== 'count') return;
    const name = definitionHash(rule);
    given.push({ name, rule, outline: question.outline });
    kept(name, () => question.members);
  };
  for (const rule of rules.slice(0, earlier)) ask(rule);
  const times = rules.slice(earlier).map((rule) => {
    const began = performance.now();
    ask(rule);
    return performance.now() - began;
  });
  return p95(times);
}

// A topic or region has a few percent of all people, what many have has most of them.
function random(value: string): Bits {
  const share = /^(?:topic|customer):/.test(value) ? 0.12 : value.startsWith('region:') ? 0.01 : 0.8;
  const bits = new Uint32Array(people / 32);
  for (let ordinal = 0; ordinal < people; ordinal += 1)
    if (Math.random() < share) bits[ordinal >>> 5]! |= 1 << (ordinal & 31);
  return bits;
}
