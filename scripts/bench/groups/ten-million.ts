/** Ten million ordinals in memory: rules of six terms with their guard against two hundred earlier definitions. */
import { RoaringBitmap32 } from 'roaring-wasm';
import { evaluateRule, valuesNeeded } from '../../../server/groups/cut/evaluate-rule.ts';
import { type Earlier, guard, outlineOf } from '../../../server/groups/guard/guard.ts';
import type { Rule } from '../../../server/groups/index.ts';
import { p95, questions } from './questions.ts';

const people = 10_000_000;
const earlier = 200;
const measured = 100;
const k = 50;
/** More in one call fails in roaring-wasm 1.1.0 where its memory grows meanwhile. */
const mostAtOnce = 500_000;

/** p95 in milliseconds. */
export function tenMillionP95(): number {
  const rules = questions(earlier + measured);
  const bitmaps = new Map([...new Set(rules.flatMap(valuesNeeded))].map((value) => [value, random(value)]));
  const audience = RoaringBitmap32.fromRange(0, people);
  const membersOf = (rule: Rule) => evaluateRule(rule, bitmaps, audience);
  const given: Earlier<Rule>[] = [];
  const ask = (rule: Rule) => {
    const members = membersOf(rule);
    const { kind } = guard({ members, audience }, given, membersOf, k);
    if (kind === 'count') given.push({ definition: rule, outline: outlineOf({ members, audience }) });
    members.dispose();
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
function random(value: string): RoaringBitmap32 {
  const share = /^(?:topic|customer):/.test(value) ? 0.12 : value.startsWith('region:') ? 0.01 : 0.8;
  const ordinals = new Uint32Array(people);
  let count = 0;
  for (let ordinal = 0; ordinal < people; ordinal += 1)
    if (Math.random() < share) ordinals[count++] = ordinal;
  const bitmap = new RoaringBitmap32();
  for (let from = 0; from < count; from += mostAtOnce)
    bitmap.addMany(ordinals.subarray(from, Math.min(count, from + mostAtOnce)));
  return bitmap.freeze();
}
