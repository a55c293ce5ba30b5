/** The one list of what rules may look at, why that is fair, and under which consent (SEG-8). */
import type { PurposeKey } from '../../consent/index.ts';
import type { Term } from './rule.ts';

interface AllowedField {
  readonly why: string;
  /** Only people who agreed to a purpose of these, and only what was collected for it. */
  readonly coveredBy: 'the newsletter' | ((purpose: PurposeKey) => boolean);
  /** Whether it says something about the mail and not about the person: then nobody's consent about interests is needed. */
  readonly open: boolean;
}

const interests: readonly PurposeKey[] = ['interests.told', 'interests.orders', 'interests.website'];

/**
 * What is not here cannot be used: no special categories (religion, health, ethnicity …), gender, age, single
 * postcodes or free text. Who adds a field gives the reason and the purpose, and a test.
 *
 * Left out: how long somebody has been a customer. Orders are forgotten for this after a year, so that nobody knows.
 */
export const allowedFields: Readonly<Record<Term['field'], AllowedField>> = {
  topic: {
    why: 'People asked for stories about what they like; a topic is a kind of product of the shop.',
    coveredBy: (purpose) => interests.includes(purpose),
    open: false,
  },
  language: {
    why: 'Nobody can be written to without a language; the person chose it at the sign-up.',
    coveredBy: 'the newsletter',
    open: true,
  },
  channel: {
    why: 'Whoever also gets a newsletter by post need not read the same twice; it is what they signed up for.',
    coveredBy: 'the newsletter',
    open: true,
  },
  region: {
    why: 'A market or a workshop is of use nearby. Two digits of a postcode are a region of many thousands.',
    coveredBy: (purpose) => /^newsletter\..+\.post$/.test(purpose),
    open: false,
  },
  activity: {
    why: 'Who has been away for long may want to be told how to stop. An order counts only under that consent.',
    coveredBy: 'the newsletter',
    open: false,
  },
  customer: {
    why: 'Who ordered needs no introduction. It says that there was an order, never what it cost.',
    coveredBy: (purpose) => purpose === 'interests.orders',
    open: false,
  },
};

/** Whether the person's agreements cover the field. */
export function isCovered(field: Term['field'], agreed: readonly PurposeKey[]): boolean {
  const { coveredBy } = allowedFields[field];
  return coveredBy === 'the newsletter' || agreed.some(coveredBy);
}
