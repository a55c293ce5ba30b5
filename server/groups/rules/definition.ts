/** What can be counted: a rule, or what is left of it for those whom no earlier version of a mail reached. */
import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';
import type { Rule } from './rule.ts';

/** The first that fits wins: who meets the rule (null: everybody in the audience) and none of those before it. */
interface Remainder {
  readonly of: Rule | null;
  readonly without: readonly Rule[];
}

export type Definition = Rule | Remainder;

/** What a version gets that comes behind these; the rule itself where it is the first. */
export function remainderOf(of: Rule | null, before: readonly Rule[]): Definition {
  return of !== null && before.length === 0 ? of : { of, without: before };
}

/** The rules that it is made of. */
export function rulesIn(definition: Definition): readonly Rule[] {
  if (!('without' in definition)) return [definition];
  return [...(definition.of ? [definition.of] : []), ...definition.without];
}

/** The rule by which people know it. */
export function ruleOf(definition: Definition): Rule | undefined {
  return rulesIn(definition)[0];
}

/** SHA-256 of the canonical form, in hex: the same for all that say the same. */
export function definitionHash(definition: Definition): string {
  return createHash('sha256').update(textOf(definition)).digest('hex');
}

function textOf(definition: Definition): string {
  if (!('without' in definition)) return JSON.stringify(canonical(definition));
  const without = definition.without.map((rule) => JSON.stringify(canonical(rule))).sort();
  return JSON.stringify({ of: definition.of && canonical(definition.of), without: [...new Set(without)] });
}
