/**
 * How fast mails leave: the product, everything included from the claim to the outcome, against nodemailer's pool with
 * finished messages, nodemailer that composes, and a plain program that finds, composes, sends and updates one by one;
 * in turns in one run, to a sink in a process of its own. Then how long freezing a great audience takes. The last line
 * is JSON. `--audience N` (100,000), `--rounds N` (3), `--freeze N` (1,000,000; 0 leaves it out). The sink is Postfix's
 * smtp-sink where it is installed, else one that comes with this script; `--smtp-sink PATH`: one that lies elsewhere.
 */
import { parseArgs } from 'node:util';
import { databaseCpuS } from '../../lib/database-cpu.ts';
import { forkScript } from '../../lib/fork-script.ts';
import { openBenchShop } from './bench-shop.ts';
import type { Measured } from './measured.ts';
import type { Kind, Task } from './reference.ts';
import type { Go } from './worker.ts';

const { values } = parseArgs({
  options: {
    audience: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    freeze: { type: 'string', default: '1000000' },
    'smtp-sink': { type: 'string' },
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
  /** Of mongod, in microseconds a mail. */
  readonly databaseUs: number;
}

const shop = await openBenchShop(audience, values['smtp-sink']);
try {
  await bench();
} finally {
  await shop.close();
}

async function bench(): Promise<void> {
  const rates = new Map<string, Rate[]>();
  const note = (name: string, rate: Rate): void => {
    rates.set(name, [...(rates.get(name) ?? []), rate]);
    const figures = `${rate.perS.toFixed(0)}/s, CPU a mail ${rate.cpuUs.toFixed(0)} µs and ${rate.databaseUs.toFixed(0)} µs of mongod, ${rate.peakMb.toFixed(0)} MB`;
    console.log(`${name.padEnd(28)} ${figures}`);
  };
  for (let round = 0; round < rounds; round += 1) {
    const turns = [
      ...(['raw pool', 'compose', 'plain program'] as const).map((kind) => async () => {
        note(kind, await runReference(kind));
      }),
      ...ways.map((way) => async () => note(way.name, await runProduct(way))),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const frozen = freeze > 0 ? await runFreeze() : null;
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
      freezeMillionS: frozen && rounded((frozen.seconds * 1_000_000) / freeze),
      freezePeakMb: frozen && Math.round(frozen.peakMb),
      peakMb: Math.round(
        Math.max(...ways.flatMap(({ name }) => rates.get(name)!.map((rate) => rate.peakMb))),
      ),
      databaseUs: Math.round(median(rates.get('product')!.map(({ databaseUs }) => databaseUs))),
      mailsPerS: Math.round(middle('product')),
      dkimMailsPerS: Math.round(middle('product, DKIM')),
      rawPoolPerS: Math.round(middle('raw pool')),
    }),
  );
}

async function runReference(kind: Kind): Promise<Rate> {
  const mails = referenceMails[kind];
  const process = forkScript(import.meta.url, 'reference');
  const task: Task = { kind, smtpUrl: shop.smtpUrl, mails, ...sampleWords(), uri: shop.databaseUri };
  const before = databaseCpuS();
  const { seconds, ...rest } = await process.ask<Measured>(task);
  process.end();
  return { perS: mails / seconds, ...rest, databaseUs: microsecondsEach(databaseCpuS() - before, mails) };
}

/** About 20 KB of HTML and 4 KB of text, as the campaign's own mails have. */
function sampleWords(): { html: string; text: string } {
  const line = 'Zaterdag komen de eerste pioenen binnen, één voor één gesneden.';
  return { html: `<p style="margin:0 0 12px">${line}</p>\n`.repeat(215), text: `${line}\n`.repeat(62) };
}

/** The rate from the first claim to the last outcome, which a worker knows once nothing is left. */
async function runProduct({ workers: count, signs }: (typeof ways)[number]): Promise<Rate> {
  const workers = await shop.openWorkers(count, signs);
  const mailing = await shop.startCampaign();
  await shop.freezeAll();
  const [before, databaseBefore] = [await shop.arrived(), databaseCpuS()];
  const go: Go = { task: 'send', mailing, mails: audience };
  const measured = await Promise.all(workers.map((worker) => worker.ask<Measured>(go)));
  const databaseUs = microsecondsEach(databaseCpuS() - databaseBefore, audience);
  for (const worker of workers) worker.end();
  const arrived = (await shop.arrived()) - before;
  if (arrived !== audience) throw new Error(`${arrived} of ${audience} mails arrived`);
  return {
    perS: audience / Math.max(...measured.map(({ seconds }) => seconds)),
    cpuUs: measured.reduce((sum, { cpuUs }) => sum + cpuUs, 0),
    peakMb: Math.max(...measured.map(({ peakMb }) => peakMb)),
    databaseUs,
  };
}

/** What freezing so great an audience takes of a worker that does nothing else. */
async function runFreeze(): Promise<Measured> {
  await shop.addReaders(freeze - audience);
  const [worker] = await shop.openWorkers(1, false);
  await shop.startCampaign();
  const go: Go = { task: 'freeze', people: freeze };
  const measured = await worker!.ask<Measured>(go);
  worker!.end();
  const { seconds, cpuUs, peakMb } = measured;
  console.log(
    `froze ${freeze} in ${seconds.toFixed(1)} s, CPU a person ${cpuUs.toFixed(0)} µs, ${peakMb.toFixed(0)} MB`,
  );
  return measured;
}

function microsecondsEach(seconds: number, mails: number): number {
  return (seconds * 1_000_000) / mails;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
