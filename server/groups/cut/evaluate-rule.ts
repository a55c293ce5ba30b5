/** Evaluates rules, and what is left of them, over the bits of a cut. */
import { canonical, type CanonicalRule } from '../rules/canonical.ts';
import { type Definition, rulesIn } from '../rules/definition.ts';
import { isOpen } from '../rules/meets-rule.ts';
import { type Rule, termsOf } from '../rules/rule.ts';
import { mayBeChosenFor, universeOf, type Value, valueOf } from '../rules/values.ts';
import { and, andNot, type Bits, nobody, or } from './bits.ts';

/** Who has which value; one that is missing has nobody. They are shared and never written to. */
export type BitsByValue = ReadonlyMap<Value, Bits>;

/** The values whose bits a definition needs. */
export function valuesNeeded(definition: Definition): readonly Value[] {
  const terms = rulesIn(definition).flatMap(termsOf);
  return [...new Set([mayBeChosenFor, ...terms.flatMap((term) => [valueOf(term), universeOf(term.field)])])];
}

/** Who of the audience is in it. */
export function evaluateDefinition(definition: Definition, bits: BitsByValue, audience: Bits): Bits {
  if (!('without' in definition)) return evaluateRule(definition, bits, audience);
  const { of, without } = definition;
  const whole = of ? evaluateRule(of, bits, audience) : audience;
  return without.reduce((left, rule) => andNot(left, evaluateRule(rule, bits, audience)), whole);
}

/** Who of the audience meets the rule. */
export function evaluateRule(rule: Rule, bits: BitsByValue, audience: Bits): Bits {
  const meeting = and(evaluate(canonical(rule), bits), audience);
  return isOpen(rule) ? meeting : and(meeting, bits.get(mayBeChosenFor) ?? nobody);
}

function evaluate(rule: CanonicalRule, bits: BitsByValue): Bits {
  if ('all' in rule) return rule.all.map((part) => evaluate(part, bits)).reduce(and);
  if ('any' in rule) return rule.any.map((part) => evaluate(part, bits)).reduce(or);
  const of = (value: Value) => bits.get(value) ?? nobody;
  if ('not' in rule) return andNot(of(universeOf(rule.not.field)), of(valueOf(rule.not)));
  return of(valueOf(rule));
}
