/**
 * How fast consent is: opt-outs by one click against a bare Express handler that does one majority write to the same
 * database, in turns in one run; the preference page with fifty visitors at once; and the check of a long ledger. The
 * last line is JSON. `--lines N` sets the length of the ledger (a million), `--posts N` the opt-outs a round (3,000).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import express from 'express';
import { newsletterPurpose } from '../../../server/consent/index.ts';
import type { Db } from '../../../server/platform/db/index.ts';
import type { SubscriberId } from '../../../server/platform/ids/index.ts';
import { type DemoShop, openDemo } from '../../demo/demo-shop.ts';
import { forkScript } from '../../lib/fork-script.ts';
import type { Load, LoadResult } from './load.ts';
import { linesAPurpose, seedPeople } from './seed.ts';
import type { Verified } from './verify.ts';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '1000000' }, posts: { type: 'string', default: '3000' } },
});
const posts = Number(values.posts);
const rounds = 3;

const shop = await openDemo();
const visitors = forkScript(import.meta.url, 'load');
const checker = forkScript(import.meta.url, 'verify');
try {
  await bench();
} finally {
  visitors.end();
  checker.end();
  await shop.close();
}

async function bench(): Promise<void> {
  const seeding = await prepareSeeding(shop);
  // One round more than is measured, to warm up.
  const people = await seedPeople({ ...seeding, people: posts * (rounds + 1) });
  const bare = await openBareServer(shop.db);
  const oneClick = (ids: readonly SubscriberId[]): Load => ({
    ...{ url: shop.url, method: 'POST', body: 'List-Unsubscribe=One-Click' },
    paths: ids.map((id) =>
      pathOf(shop.app.links.url('unsubscribe', { subscriber: id, newsletter: seeding.newsletter })),
    ),
  });
  const ratios: number[] = [];
  const rates: { bare: number[]; oneClick: number[] } = { bare: [], oneClick: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const ids = people.slice(round * posts, (round + 1) * posts);
    const reference = await load({ url: bare.url, method: 'POST', paths: ids.map((id) => `/${id}`) });
    const product = await load(oneClick(ids));
    await checkLeft(ids, seeding.purpose);
    if (round === 0) continue;
    rates.bare.push(reference.perS);
    rates.oneClick.push(product.perS);
    ratios.push(product.perS / reference.perS);
    console.log(
      `round ${round}: bare ${reference.perS.toFixed(0)}/s, one-click ${product.perS.toFixed(0)}/s`,
    );
  }
  const pages = people
    .slice(0, 2000)
    .map((id) => pathOf(shop.app.links.url('preferences', { subscriber: id })));
  await load({ url: shop.url, method: 'GET', paths: pages.slice(0, 200) });
  const page = await load({ url: shop.url, method: 'GET', paths: pages });
  console.log(`preference page: ${page.perS.toFixed(0)}/s, p99 ${page.p99Ms} ms at 50 requests at once`);
  await bare.close();

  const there = await shop.db.connection.collection('ledger').estimatedDocumentCount();
  const missing = Math.max(0, Number(values.lines) - there);
  const perPerson = seeding.purposes.length * linesAPurpose;
  await seedPeople({ ...seeding, people: Math.ceil(missing / perPerson) });
  const verified = await checker.ask<Verified>({ uri: shop.databaseUri, dataDir: shop.dataDir });
  if (verified.findings > 0) throw new Error(`verify-ledger found ${verified.findings} faults`);
  console.log(
    JSON.stringify({
      oneClickRatio: rounded(median(ratios)),
      oneClickPerS: Math.round(median(rates.oneClick)),
      barePerS: Math.round(median(rates.bare)),
      preferencePageP99Ms: page.p99Ms,
      verifyLines: verified.lines,
      verifyLinesPerS: Math.round(verified.lines / verified.seconds),
      verifyPeakMb: Math.round(verified.peakMb),
    }),
  );
}

async function prepareSeeding({ app, db, now }: DemoShop) {
  const purposes = await Promise.all(
    [newsletterPurpose('bloemenpost', 'email'), 'interests.told'].map(async (key) => ({
      purpose: (await app.consent.purposes()).find((one) => one.key === key)!,
      wording: await app.consent.wording(key, 'nl'),
    })),
  );
  const [{ purpose }] = purposes as [(typeof purposes)[0]];
  return { db, purposes, purpose: purpose.key, newsletter: purpose.newsletter!, at: now() };
}

async function load(what: Load): Promise<LoadResult> {
  const result = await visitors.ask<LoadResult>(what);
  if (result.failed > 0) throw new Error(`${result.failed} of ${what.paths.length} requests failed`);
  return result;
}

async function checkLeft(ids: readonly SubscriberId[], purpose: string): Promise<void> {
  const answers = await shop.app.consent.mayReceive(ids, purpose);
  const still = [...answers.values()].filter(({ may }) => may !== 'no').length;
  if (still > 0) throw new Error(`${still} people who left may still receive`);
}

/** The reference: the least that a handler which remembers an opt-out can do. */
async function openBareServer({ connection }: Db) {
  const left = connection.collection<{ _id: string; at: Date }>('bench_left');
  const app = express();
  app.post('/:id', async (req, res) => {
    const write = { upsert: true, writeConcern: { w: 'majority', j: true } } as const;
    await left.updateOne({ _id: req.params.id }, { $set: { at: new Date() } }, write);
    res.send('ok');
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function rounded(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}
