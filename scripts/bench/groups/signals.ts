/** How many signals a second the programming interface takes in, and what bare rows of the same kind cost. */
import { demoPassword } from '../../../server/development/index.ts';
import { newId } from '../../../server/platform/ids/index.ts';
import type { DemoShop } from '../../demo/demo-shop.ts';
import { openVisitor } from '../../demo/visitor.ts';

const collection = 'bench_signals';
const inBatch = 1000;
const most = 20;

interface SignalsMeasured {
  /** By HTTP with a key, one batch of a thousand after the other. */
  readonly signalsPerS: number;
  /** The same rows, with the same indexes, by the driver's insertMany. */
  readonly insertedPerS: number;
}

/** Sends each of some people one signal. */
export async function measureSignals(shop: DemoShop): Promise<SignalsMeasured> {
  const people = await shop.db.connection
    .collection<{ _id: string }>('standings')
    .find({ agreed: 'interests.told' }, { projection: { _id: 1 } })
    .limit(inBatch * most)
    .toArray();
  const topics = (await shop.app.interests.topics()).map(({ key }) => key);
  const batches = Array.from({ length: Math.floor(people.length / inBatch) }, (_, index) =>
    people.slice(index * inBatch, (index + 1) * inBatch).map(({ _id }, place) => ({
      ...{ email: `${_id}@lezers.test`, source: 'account', date: shop.now().toISOString() },
      topics: [topics[place % topics.length]!],
    })),
  );
  const key = await makeKey(shop);
  const began = performance.now();
  for (const signals of batches) await send(shop, key, signals);
  const sentS = (performance.now() - began) / 1000;
  const rows = batches.length * inBatch;
  return { signalsPerS: rows / sentS, insertedPerS: rows / (await insertS(shop, batches)) };
}

async function makeKey({ url }: DemoShop): Promise<string> {
  const staff = openVisitor(url);
  const login = { email: 'demo@lesfleurs.test', password: demoPassword };
  await staff.submit(await staff.get('/staff/login'), '/staff/login', login);
  const page = await staff.get('/staff/accounts/keys');
  const { html } = await staff.submit(page, '/keys', { name: 'Bench', scopes: ['signals'] });
  return /voorkeur_[\w-]{43}/.exec(html)![0];
}

async function send({ url }: DemoShop, key: string, signals: readonly object[]): Promise<void> {
  const answer = await fetch(`${url}/api/v1/signals`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ signals }),
  });
  const { counts } = (await answer.json()) as { counts?: { kept?: number } };
  if (counts?.kept !== signals.length) throw new Error(`not all were kept: ${JSON.stringify(counts)}`);
}

/** In seconds. */
async function insertS(
  { db: { connection } }: DemoShop,
  batches: readonly (readonly { email: string; topics: string[]; date: string }[])[],
): Promise<number> {
  const rows = connection.collection<{ _id: string }>(collection);
  const indexes = await connection.collection('signals').indexes();
  for (const { key, unique, sparse } of indexes) {
    if (!('_id' in key)) await rows.createIndex(key, { unique: unique === true, sparse: sparse === true });
  }
  const began = performance.now();
  for (const batch of batches)
    await rows.insertMany(
      batch.map(({ email, topics: [topic], date }) => ({
        ...{ _id: newId(), subscriber: email.split('@')[0], topic, source: 'account' },
        ...{ purpose: 'interests.told', observedAt: new Date(date), observedOn: date.slice(0, 10) },
        expiresAt: null,
      })),
      { writeConcern: { w: 'majority' } },
    );
  return (performance.now() - began) / 1000;
}
