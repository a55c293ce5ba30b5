/** What an import is measured against: the same documents, put into collections with the same indexes and no rule at all. */
import type { Db } from '../../../server/platform/db/index.ts';

const atOnce = 1000;

/** How many people a second are inserted, each with all that belongs to them; the first so many are taken. */
export async function insertSame({ connection }: Db, people: number): Promise<number> {
  const standings = connection.collection<{ _id: string; ledgerId: string }>('standings');
  const known = await standings
    .find({}, { projection: { ledgerId: 1 } })
    .limit(people)
    .toArray();
  const ids = known.map(({ _id }) => _id);
  const ledgers = known.map(({ ledgerId }) => ledgerId);
  let seconds = 0;
  const insert = async (name: string, filter: object): Promise<string[]> => {
    const to = connection.collection(`bench_${name}`);
    for (const { key, unique } of await connection.collection(name).indexes())
      if (!('_id' in key)) await to.createIndex(key, { unique: unique ?? false });
    const rows = await connection.collection(name).find(filter).toArray();
    const began = performance.now();
    for (let from = 0; from < rows.length; from += atOnce) {
      await to.insertMany(rows.slice(from, from + atOnce), { writeConcern: { w: 'majority', j: true } });
    }
    seconds += (performance.now() - began) / 1000;
    await to.drop();
    return rows.map(({ _id }) => String(_id));
  };
  await insert('subscribers', { _id: { $in: ids } });
  await insert('standings', { _id: { $in: ids } });
  const lines = await insert('ledger', { ledgerId: { $in: ledgers } });
  await insert('evidence', { _id: { $in: lines } });
  return known.length / seconds;
}
