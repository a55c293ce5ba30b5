/** Evaluates rules, and what is left of them, over the bitmaps of a cut. */
import { RoaringBitmap32 } from 'roaring-wasm';
import { canonical, type CanonicalRule } from '../rules/canonical.ts';
import { type Definition, rulesIn } from '../rules/definition.ts';
import { isOpen } from '../rules/meets-rule.ts';
import { type Rule, termsOf } from '../rules/rule.ts';
import { mayBeChosenFor, universeOf, type Value, valueOf } from '../rules/values.ts';

/** Bitmaps by their value; one that is missing is empty. They are shared and never written to. */
export type Bitmaps = ReadonlyMap<Value, RoaringBitmap32>;

/** The values whose bitmaps a definition needs. */
export function valuesNeeded(definition: Definition): readonly Value[] {
  const terms = rulesIn(definition).flatMap(termsOf);
  return [...new Set([mayBeChosenFor, ...terms.flatMap((term) => [valueOf(term), universeOf(term.field)])])];
}

/** Who of the audience is in it, as a bitmap that the caller owns and disposes of. */
export function evaluateDefinition(
  definition: Definition,
  bitmaps: Bitmaps,
  audience: RoaringBitmap32,
): RoaringBitmap32 {
  if (!('without' in definition)) return evaluateRule(definition, bitmaps, audience);
  const { of, without } = definition;
  const result = of ? evaluateRule(of, bitmaps, audience) : audience.clone();
  for (const rule of without) {
    const before = evaluateRule(rule, bitmaps, audience);
    result.andNotInPlace(before);
    before.dispose();
  }
  return result;
}

/** Who of the audience meets the rule, as a bitmap that the caller owns and disposes of. */
export function evaluateRule(rule: Rule, bitmaps: Bitmaps, audience: RoaringBitmap32): RoaringBitmap32 {
  const result = evaluate(canonical(rule), bitmaps);
  result.andInPlace(audience);
  if (!isOpen(rule)) result.andInPlace(bitmaps.get(mayBeChosenFor) ?? empty);
  return result;
}

const empty = new RoaringBitmap32().freeze();

function evaluate(rule: CanonicalRule, bitmaps: Bitmaps): RoaringBitmap32 {
  if ('all' in rule) {
    return together(rule.all, bitmaps, (sum, part) => void sum.andInPlace(part));
  }
  if ('any' in rule) return together(rule.any, bitmaps, (sum, part) => void sum.orInPlace(part));
  const of = (value: Value) => bitmaps.get(value) ?? empty;
  if ('not' in rule) return RoaringBitmap32.andNot(of(universeOf(rule.not.field)), of(valueOf(rule.not)));
  return of(valueOf(rule)).clone();
}

function together(
  parts: readonly CanonicalRule[],
  bitmaps: Bitmaps,
  add: (sum: RoaringBitmap32, part: RoaringBitmap32) => void,
): RoaringBitmap32 {
  const [first, ...rest] = parts;
  const sum = evaluate(first!, bitmaps);
  for (const rule of rest) {
    const part = evaluate(rule, bitmaps);
    add(sum, part);
    part.dispose();
  }
  return sum;
}
