/** The reference: the same counts by MongoDB, from a collection made for them, with a multikey index over all values. */
import { canonical, type CanonicalRule } from '../../../server/groups/rules/canonical.ts';
import { universeOf, valueOf, valuesOf, mayBeChosenFor } from '../../../server/groups/rules/values.ts';
import type { Db } from '../../../server/platform/db/index.ts';
import type { SubscriberId } from '../../../server/platform/ids/index.ts';
import type { DemoShop } from '../../demo/demo-shop.ts';
import { p95, questions } from './questions.ts';
import { audience } from './seed.ts';

const collection = 'bench_values';
const pageSize = 4096;

/** p95 in milliseconds over so many questions; no guard, which would come on top. */
export async function aggregateP95({ app, db, now }: DemoShop, count: number): Promise<number> {
  await writeValues(app, db, now());
  const times: number[] = [];
  for (const rule of questions(count)) {
    const began = performance.now();
    const match = { $and: [{ v: audience }, { v: mayBeChosenFor }, filterOf(canonical(rule))] };
    await db.connection
      .collection(collection)
      .aggregate([{ $match: match }, { $count: 'people' }])
      .toArray();
    times.push(performance.now() - began);
  }
  return p95(times);
}

async function writeValues(
  { subscribers, consent, interests }: DemoShop['app'],
  { connection }: Db,
  at: Date,
) {
  const rows = connection.collection<{ _id: string; v: string[] }>(collection);
  let after: SubscriberId | null = null;
  for (;;) {
    const traits = await subscribers.traitsAfter(after, pageSize);
    if (traits.length === 0) break;
    const ids = traits.map(({ id }) => id);
    after = ids.at(-1)!;
    const [agreed, signals] = await Promise.all([consent.agreedAmong(ids), interests.signalsAmong(ids)]);
    const own = new Map(ids.map((id) => [id, [] as (typeof signals)[number][]]));
    for (const signal of signals) own.get(signal.subscriber)!.push(signal);
    const facts = traits.map((one) => ({
      traits: one,
      agreed: agreed.get(one.id) ?? [],
      signals: own.get(one.id)!,
    }));
    const fresh = facts.map((fact) => ({
      _id: fact.traits.id,
      v: [...valuesOf(fact, at), ...fact.agreed.filter((key) => key === audience)],
    }));
    await rows.insertMany(fresh, { ordered: false, writeConcern: { w: 1 } });
  }
  await rows.createIndex({ v: 1 });
}

function filterOf(rule: CanonicalRule): object {
  if ('all' in rule) return { $and: rule.all.map(filterOf) };
  if ('any' in rule) return { $or: rule.any.map(filterOf) };
  if ('not' in rule) return { v: { $eq: universeOf(rule.not.field), $ne: valueOf(rule.not) } };
  return { v: valueOf(rule) };
}
