/** What the cut and the hand-over know of a person: the values that rules may ask for, and nothing else. */
import type { PurposeKey } from '../../consent/index.ts';
import { type Signal, strengthOf } from '../../interests/index.ts';
import { plusMonths } from '../../platform/clock/index.ts';
import type { SubscriberTraits } from '../../subscribers/index.ts';
import { isCovered } from './allowed-fields.ts';
import type { Term } from './rule.ts';

/** Names one value, and with it one bitmap: 'topic:roses', 'region:97', 'everyone of:topic' … */
export type Value = string;

export interface PersonFacts {
  readonly traits: SubscriberTraits;
  readonly agreed: readonly PurposeKey[];
  readonly signals: readonly Signal[];
}

/** Everyone in the cut. */
export const everyone: Value = 'everyone';
/** People who agreed to something about interests: only for them may a version be chosen by more than the mail. */
export const mayBeChosenFor: Value = 'may be chosen for';

/** The value that a term asks for. */
export function valueOf(term: Term): Value {
  const strong = term.field === 'topic' && term.strength ? ':strong' : '';
  return `${term.field}:${term.value}${strong}`;
}

/** The people among whom 'not' is looked for: those whose agreements cover the field. */
export function universeOf(field: Term['field']): Value {
  return field === 'language' || field === 'channel' ? everyone : `${everyone} of:${field}`;
}

/** Everyone who receives a newsletter. */
export function audienceValue(purpose: PurposeKey): Value {
  return `audience:${purpose}`;
}

/** Whether somebody with these agreements receives any newsletter, and so is in the cut. */
export function isReader(agreed: readonly PurposeKey[]): boolean {
  return agreed.some((purpose) => purpose.startsWith('newsletter.'));
}

/** All values of a person at a moment. */
export function valuesOf(facts: PersonFacts, at: Date): ReadonlySet<Value> {
  const { agreed, traits } = facts;
  const newsletters = agreed.filter((purpose) => purpose.startsWith('newsletter.'));
  return new Set([
    everyone,
    ...newsletters.map(audienceValue),
    ...newsletters.map((purpose) => `channel:${purpose.split('.').at(-1)!}`),
    `language:${traits.language}`,
    ...(agreed.some((purpose) => purpose.startsWith('interests.')) ? [mayBeChosenFor] : []),
    ...topicValues(facts, at),
    ...regionValues(facts),
    ...activityValues(facts, at),
    ...customerValues(facts, at),
  ]);
}

// Each signal counts only while the person agrees to the purpose that it was collected for.
function coveredSignals({ agreed, signals }: PersonFacts): readonly Signal[] {
  return signals.filter(({ purpose }) => agreed.includes(purpose) && isCovered('topic', [purpose]));
}

/** Strong from this strength on: told by the person, in their account, or ordered more than once. */
const strongFrom = 0.6;

function topicValues(facts: PersonFacts, at: Date): readonly Value[] {
  if (!isCovered('topic', facts.agreed)) return [];
  const signals = coveredSignals(facts);
  const topics = [...new Set(signals.map(({ topic }) => topic))];
  const isStrong = (topic: string) =>
    strengthOf(
      signals.filter((signal) => signal.topic === topic),
      at,
    ) >= strongFrom;
  return [
    universeOf('topic'),
    ...topics.map((topic) => `topic:${topic}`),
    ...topics.filter(isStrong).map((topic) => `topic:${topic}:strong`),
  ];
}

function regionValues({ traits, agreed }: PersonFacts): readonly Value[] {
  if (!traits.region || !isCovered('region', agreed)) return [];
  return [universeOf('region'), `region:${traits.region}`];
}

const bandMonths = { '6-months': 6, '1-year': 12, '2-years': 24 } as const;

function activityValues({ traits, agreed }: PersonFacts, at: Date): readonly Value[] {
  const { lastActivity, lastActivityAt } = traits;
  if (lastActivity === 'order' && !isCovered('customer', agreed)) return [];
  const within = Object.entries(bandMonths).filter(([, months]) => lastActivityAt > plusMonths(at, -months));
  return [universeOf('activity'), ...within.map(([band]) => `activity:${band}`)];
}

function customerValues(facts: PersonFacts, at: Date): readonly Value[] {
  if (!isCovered('customer', facts.agreed)) return [];
  const orders = coveredSignals(facts).filter(({ source }) => source === 'order');
  const recent = orders.some(({ observedAt }) => observedAt > plusMonths(at, -3));
  return [
    universeOf('customer'),
    ...(orders.length > 0 ? ['customer:yes'] : []),
    ...(recent ? ['customer:recent'] : []),
  ];
}
