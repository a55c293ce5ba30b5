/** One form for all rules that say the same, so that the same question gets the same answer (SEG-5). */
import type { Rule, Term } from './rule.ts';

/** A rule in which 'not' stands before terms only, nothing is said twice, and the order says nothing. */
export type CanonicalRule =
  | Term
  | { readonly not: Term }
  | { readonly all: readonly CanonicalRule[] }
  | { readonly any: readonly CanonicalRule[] };

/**
 * 'Not' moves to the terms (De Morgan), which is what it means here: 'not roses' are those who gave the purpose, without
 * roses. Nested 'all' in 'all' becomes one, one alone needs no 'all', and parts are sorted.
 */
export function canonical(rule: Rule, negated = false): CanonicalRule {
  if ('not' in rule) return canonical(rule.not, !negated);
  if ('all' in rule) return joined(negated ? 'any' : 'all', rule.all, negated);
  if ('any' in rule) return joined(negated ? 'all' : 'any', rule.any, negated);
  const term = plainTerm(rule);
  return negated ? { not: term } : term;
}

/** The canonical form as text; two rules that say the same have the same. */
export function canonicalText(rule: Rule): string {
  return JSON.stringify(canonical(rule));
}

function joined(how: 'all' | 'any', rules: readonly Rule[], negated: boolean): CanonicalRule {
  const parts = rules
    .map((rule) => canonical(rule, negated))
    .flatMap((part) => {
      if (how === 'all') return 'all' in part ? part.all : [part];
      return 'any' in part ? part.any : [part];
    });
  const sorted = [...new Map(parts.map((part) => [JSON.stringify(part), part]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, part]) => part);
  if (sorted.length === 1) return sorted[0]!;
  return how === 'all' ? { all: sorted } : { any: sorted };
}

// The keys in one order, and no key without a value.
function plainTerm(term: Term): Term {
  const { field, value } = term;
  const strength = field === 'topic' && term.strength ? { strength: term.strength } : {};
  return { field, value, ...strength } as Term;
}
