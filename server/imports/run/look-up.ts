/** Looks up what is known of the people at some addresses. */
import { type Answers, type PurposeKey, saidYes, type Standing } from '../../consent/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { ImportsContext } from '../context.ts';
import type { Facts } from '../rows/verdict.ts';
import type { ImportRow } from '../rows/read-row.ts';

/** What is known of somebody unknown. */
export const nobody: Facts = {
  ...{ subscriber: null, suppressed: false, agreed: new Set(), saidNo: new Set() },
  ...{ answered: new Set(), sales: new Map() },
};
const noAnswers: Answers = { standing: new Map(), saidNo: new Set(), blocked: [] };

/** The facts by address, by four queries at most; of somebody unknown whose address is not blocked there are none. */
export async function lookUp(
  { subscribers, consent }: ImportsContext,
  emails: readonly string[],
  tx?: Tx,
): Promise<ReadonlyMap<string, Facts>> {
  // One after the other: a transaction takes one question at a time.
  const people = await subscribers.findManyByEmail(emails, tx);
  const suppressions = await consent.suppressionsOf(emails, tx);
  const answers = await consent.answersOf(
    [...people.values()].map(({ id }) => id),
    tx,
  );
  const facts = new Map<string, Facts>();
  for (const email of suppressions.keys()) facts.set(email, { ...nobody, suppressed: true });
  for (const [email, subscriber] of people) {
    const known = factsOf(subscriber, answers.get(subscriber.id) ?? noAnswers);
    facts.set(email, { ...known, suppressed: suppressions.has(email) });
  }
  return facts;
}

function factsOf(subscriber: Subscriber, { standing, saidNo }: Answers): Facts {
  return {
    ...{ subscriber, suppressed: false, agreed: agreedIn(standing), saidNo },
    answered: new Set([...standing].flatMap(([purpose, { soldAt }]) => (soldAt ? [] : [purpose]))),
    sales: new Map([...standing].flatMap(([purpose, { soldAt }]) => (soldAt ? [[purpose, soldAt]] : []))),
  };
}

function agreedIn(standing: Standing): ReadonlySet<PurposeKey> {
  return new Set([...standing].filter(([, stands]) => saidYes(stands)).map(([purpose]) => purpose));
}

/** The addresses in some rows, each once. */
export function emailsOf(rows: readonly ImportRow[]): readonly string[] {
  return [...new Set(rows.map(({ email }) => email))].filter((email) => email !== '');
}
