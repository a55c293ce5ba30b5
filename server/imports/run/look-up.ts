/** Looks up what is known of the people at some addresses. */
import { type Act, type Decision, type PurposeKey, saidYes, type Standing } from '../../consent/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { ImportsContext } from '../context.ts';
import type { Facts } from '../rows/verdict.ts';
import type { ImportRow } from '../rows/read-row.ts';

const saysNo: readonly Act[] = ['refused', 'withdrawn', 'objected', 'lapsed'];
/** What is known of somebody unknown. */
export const nobody: Facts = {
  ...{ subscriber: null, suppressed: false, agreed: new Set(), saidNo: new Set() },
  ...{ answered: new Set(), sales: new Map() },
};

/** The facts by address: one query for the people, one for the suppressions, and the ledger of whoever is known. */
export async function lookUp(
  context: ImportsContext,
  emails: readonly string[],
): Promise<ReadonlyMap<string, Facts>> {
  const [people, suppressions] = await Promise.all([
    context.subscribers.findManyByEmail(emails),
    context.consent.suppressionsOf(emails),
  ]);
  const facts = emails.map(async (email): Promise<[string, Facts]> => {
    const known = people.has(email) ? await factsOf(context, people.get(email)!) : nobody;
    return [email, { ...known, suppressed: suppressions.has(email) }];
  });
  return new Map(await Promise.all(facts));
}

async function factsOf({ consent }: ImportsContext, subscriber: Subscriber): Promise<Facts> {
  const [standing, history] = await Promise.all([
    consent.standing(subscriber.id),
    consent.history(subscriber.id),
  ]);
  return {
    ...{ subscriber, suppressed: false, agreed: agreedIn(standing), saidNo: saidNoIn(history) },
    answered: new Set([...standing].flatMap(([purpose, { soldAt }]) => (soldAt ? [] : [purpose]))),
    sales: new Map([...standing].flatMap(([purpose, { soldAt }]) => (soldAt ? [[purpose, soldAt]] : []))),
  };
}

function agreedIn(standing: Standing): ReadonlySet<PurposeKey> {
  return new Set([...standing].filter(([, stands]) => saidYes(stands)).map(([purpose]) => purpose));
}

function saidNoIn(history: readonly Decision[]): ReadonlySet<PurposeKey> {
  return new Set(history.filter(({ act }) => saysNo.includes(act)).map(({ purpose }) => purpose));
}

/** The addresses in some rows, each once. */
export function emailsOf(rows: readonly ImportRow[]): readonly string[] {
  return [...new Set(rows.map(({ email }) => email))].filter((email) => email !== '');
}
