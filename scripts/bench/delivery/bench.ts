/**
 * How fast mails leave: the product, everything included from the claim to the outcome, against nodemailer's pool with
 * finished messages, nodemailer that composes, and a plain program that finds, composes, sends and updates one by one;
 * in turns in one run, to a sink in a process of its own. Then how long freezing a great audience takes. The last line
 * is JSON. `--audience N` (100,000), `--rounds N` (3), `--freeze N` (1,000,000; 0 leaves it out).
 */
import { parseArgs } from 'node:util';
import { demoPassword } from '../../../server/development/index.ts';
import { MINUTE_MS } from '../../../server/platform/clock/index.ts';
import type { MailingId } from '../../../server/platform/ids/index.ts';
import { openDemo } from '../../demo/demo-shop.ts';
import { openVisitor } from '../../demo/visitor.ts';
import { makeCampaign, pressSend, writeVersion } from '../../demo/write-campaign.ts';
import { type Forked, forkScript } from '../../lib/fork-script.ts';
import { seedReaders } from '../groups/seed.ts';
import type { Kind, Measured, Task } from './reference.ts';
import type { SinkStatus } from './sink.ts';
import type { Go, Start } from './worker.ts';

const { values } = parseArgs({
  options: {
    audience: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    freeze: { type: 'string', default: '1000000' },
  },
});
const [audience, rounds, freeze] = [values.audience, values.rounds, values.freeze].map(Number) as [
  number,
  number,
  number,
];

/** Enough for a steady rate; the plain program would take minutes for more. */
const referenceMails: Readonly<Record<Kind, number>> = {
  'raw pool': Math.min(audience, 20_000),
  compose: Math.min(audience, 5000),
  'plain program': Math.min(audience, 2000),
};
const ways = [
  { name: 'product', signs: false, workers: 1 },
  { name: 'product, DKIM', signs: true, workers: 1 },
  { name: 'product, two workers', signs: false, workers: 2 },
  { name: 'product, DKIM, two workers', signs: true, workers: 2 },
] as const;

interface Rate {
  readonly perS: number;
  readonly cpuUs: number;
  readonly peakMb: number;
}

// What MongoDB takes by itself on a machine with 4 GB.
const shop = await openDemo({ cacheGb: 1.5 });
const staff = openVisitor(shop.url);
const sink = forkScript(import.meta.url, 'sink');
try {
  await bench();
} finally {
  sink.end();
  await shop.close();
}

async function bench(): Promise<void> {
  await staff.submit(await staff.get('/staff/login'), '/staff/login', {
    email: 'demo@lesfleurs.test',
    password: demoPassword,
  });
  await seedReaders(shop.db, audience, shop.now());
  const smtpUrl = `smtp://127.0.0.1:${(await status()).port}`;
  const rates = new Map<string, Rate[]>();
  const note = (name: string, rate: Rate): void => {
    rates.set(name, [...(rates.get(name) ?? []), rate]);
    const figures = `${rate.perS.toFixed(0)}/s, ${rate.cpuUs.toFixed(0)} µs CPU a mail, ${rate.peakMb.toFixed(0)} MB`;
    console.log(`${name.padEnd(28)} ${figures}`);
  };
  for (let round = 0; round < rounds; round += 1) {
    const turns = [
      ...(['raw pool', 'compose', 'plain program'] as const).map((kind) => async () => {
        note(kind, await runReference(kind, smtpUrl));
      }),
      ...ways.map((way) => async () => note(way.name, await runProduct(way, smtpUrl))),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const freezeS = freeze > 0 ? await runFreeze() : null;
  const middle = (name: string) => median(rates.get(name)!.map(({ perS }) => perS));
  const ratio = (name: string, reference: string) => rounded(middle(name) / middle(reference));
  console.log(
    JSON.stringify({
      ratioToRawPool: ratio('product', 'raw pool'),
      dkimRatioToRawPool: ratio('product, DKIM', 'raw pool'),
      twoWorkersRatioToRawPool: ratio('product, two workers', 'raw pool'),
      twoWorkersDkimRatioToRawPool: ratio('product, DKIM, two workers', 'raw pool'),
      ratioToComposeLoop: ratio('product', 'compose'),
      ratioToPlainProgram: ratio('product', 'plain program'),
      freezeMillionS: freezeS && rounded((freezeS * 1_000_000) / freeze),
      peakMb: Math.round(
        Math.max(...ways.flatMap(({ name }) => rates.get(name)!.map((rate) => rate.peakMb))),
      ),
      mailsPerS: Math.round(middle('product')),
      dkimMailsPerS: Math.round(middle('product, DKIM')),
      rawPoolPerS: Math.round(middle('raw pool')),
    }),
  );
}

async function runReference(kind: Kind, smtpUrl: string): Promise<Rate> {
  const mails = referenceMails[kind];
  const process = forkScript(import.meta.url, 'reference');
  const task: Task = { kind, smtpUrl, mails, ...sampleWords(), uri: shop.databaseUri };
  const { seconds, ...rest } = await process.ask<Measured>(task);
  process.end();
  return { perS: mails / seconds, ...rest };
}

/** About 20 KB of HTML and 4 KB of text, as the campaign's own mails have. */
function sampleWords(): { html: string; text: string } {
  const line = 'Zaterdag komen de eerste pioenen binnen, één voor één gesneden.';
  return { html: `<p style="margin:0 0 12px">${line}</p>\n`.repeat(215), text: `${line}\n`.repeat(62) };
}

/** The rate from the first claim to the last outcome, which a worker knows once nothing is left. */
async function runProduct(way: (typeof ways)[number], smtpUrl: string): Promise<Rate> {
  const workers = await openWorkers(way.workers, smtpUrl, way.signs);
  const mailing = await startCampaign();
  await freezeAll();
  const before = (await status()).mails;
  const go: Go = { mailing, mails: audience };
  const measured = await Promise.all(workers.map((worker) => worker.ask<Measured>(go)));
  for (const worker of workers) worker.end();
  const arrived = (await status()).mails - before;
  if (arrived !== audience) throw new Error(`${arrived} of ${audience} mails arrived`);
  return {
    perS: audience / Math.max(...measured.map(({ seconds }) => seconds)),
    cpuUs: measured.reduce((sum, { cpuUs }) => sum + cpuUs, 0),
    peakMb: Math.max(...measured.map(({ peakMb }) => peakMb)),
  };
}

/** Seconds that freezing so great an audience takes. */
async function runFreeze(): Promise<number> {
  await seedReaders(shop.db, freeze - audience, shop.now());
  await startCampaign();
  const startedAt = performance.now();
  await freezeAll();
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `froze ${freeze} in ${seconds.toFixed(1)} s, ${Math.round(process.memoryUsage.rss() / 1024 / 1024)} MB`,
  );
  return seconds;
}

async function freezeAll(): Promise<void> {
  while (await shop.app.delivery.freeze());
}

async function openWorkers(count: number, smtpUrl: string, signs: boolean): Promise<Forked[]> {
  const start: Start = {
    ...{ uri: shop.databaseUri, dataDir: shop.dataDir, publicUrl: shop.url, smtpUrl, signs },
  };
  const workers = Array.from({ length: count }, () => forkScript(import.meta.url, 'worker'));
  await Promise.all(workers.map((worker) => worker.ask(start)));
  return workers;
}

/** A campaign whose minute is over already. */
async function startCampaign(): Promise<MailingId> {
  const newsletter = (await shop.app.campaigns.newsletters())[0]!.id;
  const home = await makeCampaign(staff, 'De pioenen zijn er', newsletter);
  const item = '- [Bekijk het boeket](https://lesfleurs.test/boeketten/pioenen) **één** dag';
  for (const language of ['nl', 'en']) {
    await writeVersion(
      staff,
      `${home}?version=default&in=${language}`,
      'De pioenen zijn er',
      `${item}\n`.repeat(62),
    );
  }
  shop.advance(-2 * MINUTE_MS);
  await pressSend(staff, home);
  shop.advance(2 * MINUTE_MS);
  const [mailing] = await shop.db.connection
    .collection<{ _id: MailingId }>('mailings')
    .find()
    .sort({ startsAt: -1 })
    .limit(1)
    .toArray();
  return mailing!._id;
}

function status(): Promise<SinkStatus> {
  return sink.ask<SinkStatus>({});
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
