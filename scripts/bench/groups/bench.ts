/**
 * How fast groups are: a cut of all readers taken in a process of its own, rules of six terms counted with their guard
 * against two hundred earlier definitions, the same counts by a MongoDB aggregation in the same run, ten million people
 * in memory, and signals that come in by HTTP beside bare rows. The last line is JSON. `--people N` sets how many readers there are (a million).
 */
import { parseArgs } from 'node:util';
import { openDemo } from '../../demo/demo-shop.ts';
import { forkScript } from '../../lib/fork-script.ts';
import { aggregateP95 } from './aggregate.ts';
import type { CutMeasured } from './cut.ts';
import { seedReaders } from './seed.ts';
import { measureSignals } from './signals.ts';
import { tenMillionP95 } from './ten-million.ts';

const { values } = parseArgs({ options: { people: { type: 'string', default: '1000000' } } });
const people = Number(values.people);

/** The aggregation is slow: so many of the questions are enough to know it. */
const aggregated = 40;

// What MongoDB takes by itself on a machine with 4 GB.
const shop = await openDemo({ cacheGb: 1.5 });
const cutter = forkScript(import.meta.url, 'cut');
try {
  console.log(`${people} readers are added …`);
  await seedReaders(shop.db, people, shop.now());
  console.log('signals come in by the programming interface …');
  const signals = await measureSignals(shop);
  console.log('the cut is taken, and questions are put to it …');
  const cut = await cutter.ask<CutMeasured>({ uri: shop.databaseUri, dataDir: shop.dataDir });
  console.log(`the cut took ${cut.buildS.toFixed(1)} s; ${cut.answered} of 200 questions got a number`);
  console.log('the same counts by aggregation …');
  const aggregationP95Ms = await aggregateP95(shop, aggregated);
  console.log(
    JSON.stringify({
      people,
      cutBuildS: round(cut.buildS),
      cutPeakMb: Math.round(cut.peakMb),
      guardedCountP95Ms: round(cut.countP95Ms),
      aggregationP95Ms: round(aggregationP95Ms),
      ratioToAggregation: round(aggregationP95Ms / cut.countP95Ms),
      tenMillionP95Ms: round(tenMillionP95()),
      signalsPerS: Math.round(signals.signalsPerS),
      ratioToInsertMany: round(signals.insertedPerS / signals.signalsPerS),
    }),
  );
} finally {
  cutter.end();
  await shop.close();
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
