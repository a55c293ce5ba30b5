/** Says of one person whether they meet a rule; the bitmaps say the same of everybody (evaluate-rule.ts). */
import { allowedFields } from './allowed-fields.ts';
import { canonical, type CanonicalRule } from './canonical.ts';
import { type Rule, termsOf } from './rule.ts';
import { mayBeChosenFor, universeOf, type Value, valueOf } from './values.ts';

/** Whether only the mail itself is looked at, so that everybody may be in it whatever they agreed to about interests. */
export function isOpen(rule: Rule): boolean {
  return termsOf(rule).every(({ field }) => allowedFields[field].open);
}

/** By the person's values of this moment. */
export function meetsRule(rule: Rule, values: ReadonlySet<Value>): boolean {
  return (isOpen(rule) || values.has(mayBeChosenFor)) && meets(canonical(rule), values);
}

function meets(rule: CanonicalRule, values: ReadonlySet<Value>): boolean {
  if ('all' in rule) return rule.all.every((part) => meets(part, values));
  if ('any' in rule) return rule.any.some((part) => meets(part, values));
  if ('not' in rule) return values.has(universeOf(rule.not.field)) && !values.has(valueOf(rule.not));
  return values.has(valueOf(rule));
}
