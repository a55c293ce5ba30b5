/** What a rule is: terms about one field each, joined by 'all', 'any' and 'not', up to three levels. */
import { z } from 'zod';
import { languages } from '../../platform/i18n/index.ts';

/** Within which time somebody did something last. */
export const activityBands = ['6-months', '1-year', '2-years'] as const;
/** 'yes': ordered within the term of orders; 'recent': within three months. */
export const customerBands = ['yes', 'recent'] as const;

const slug = z.string().regex(/^[a-z0-9-]{1,60}$/, 'groups:problem.value');
const termSchema = z.discriminatedUnion(
  'field',
  [
    z.strictObject({ field: z.literal('topic'), value: slug, strength: z.literal('strong').optional() }),
    z.strictObject({ field: z.literal('language'), value: z.enum(languages) }),
    z.strictObject({ field: z.literal('region'), value: z.string().regex(/^[1-9][0-9]$/) }),
    z.strictObject({ field: z.literal('activity'), value: z.enum(activityBands) }),
    z.strictObject({ field: z.literal('customer'), value: z.enum(customerBands) }),
    z.strictObject({ field: z.literal('channel'), value: z.enum(['email', 'post']) }),
  ],
  'groups:problem.field',
);

/** One field and one value; the fields are those of allowed-fields.ts. */
export type Term =
  | { readonly field: 'topic'; readonly value: string; readonly strength?: 'strong' | undefined }
  | { readonly field: 'language'; readonly value: (typeof languages)[number] }
  | { readonly field: 'region'; readonly value: string }
  | { readonly field: 'activity'; readonly value: (typeof activityBands)[number] }
  | { readonly field: 'customer'; readonly value: (typeof customerBands)[number] }
  | { readonly field: 'channel'; readonly value: 'email' | 'post' };

export type Rule =
  Term | { readonly all: readonly Rule[] } | { readonly any: readonly Rule[] } | { readonly not: Rule };

/** How deep 'all', 'any' and 'not' may stand in each other, and how many terms a rule may have. */
const deepest = 3;
const mostTerms = 24;

const several = z.lazy(() => z.array(nodeSchema).min(1).max(mostTerms));
const nodeSchema: z.ZodType<Rule> = z.lazy(() =>
  z.union([
    termSchema,
    z.strictObject({ all: several }),
    z.strictObject({ any: several }),
    z.strictObject({ not: nodeSchema }),
  ]),
);

/** Parses what comes from outside: unknown fields and values, too many terms and too deep ones are refused (SEG-8). */
export const ruleSchema: z.ZodType<Rule> = z
  .unknown()
  .refine((rule) => depthOf(rule) <= deepest + 1, 'groups:problem.deep')
  .pipe(nodeSchema)
  .refine((rule) => termsOf(rule).length <= mostTerms, 'groups:problem.deep');

/** Every term, with repetitions. */
export function termsOf(rule: Rule): readonly Term[] {
  if ('all' in rule) return rule.all.flatMap(termsOf);
  if ('any' in rule) return rule.any.flatMap(termsOf);
  return 'not' in rule ? termsOf(rule.not) : [rule];
}

// Of anything at all, before the schema walks it: a rule of a thousand levels must not get that far.
function depthOf(rule: unknown, levels = 0): number {
  if (typeof rule !== 'object' || rule === null || levels > deepest + 1) return levels;
  const inside = Object.values(rule).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]));
  return Math.max(levels + 1, ...inside.map((value: unknown) => depthOf(value, levels + 1)));
}
