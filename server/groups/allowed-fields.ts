/** The one list of what rules may look at, why, and under which consent (SEG-8). */
import type { PurposeKey } from '../consent/index.ts';
import type { Rule } from './model.ts';

export interface AllowedField {
  readonly why: string;
  /** Only people who gave one of these, and only what was collected for it; null: the newsletter's own consent covers it. */
  readonly coveredBy: readonly PurposeKey[] | null;
}

/**
 * What is not here cannot be used: no special categories (religion, health, ethnicity …), gender, age, single
 * postcodes or free text. Who adds a field gives the reason and the purpose, and a test.
 */
export const allowedFields: Readonly<Record<Rule['field'], AllowedField>> = {
  topic: {
    why: 'People asked for stories about what they like; a topic is a kind of product of the shop.',
    coveredBy: ['interests.told', 'interests.orders', 'interests.website'],
  },
  language: {
    why: 'Nobody can be written to without a language; the person chose it at the sign-up.',
    coveredBy: null,
  },
};
