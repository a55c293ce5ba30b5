/**
 * Whether memory stays flat: campaigns back to back through one worker with DKIM, with what it uses after each. The
 * last line is JSON. `--minutes N` (60), `--audience N` (20,000).
 */
import { parseArgs } from 'node:util';
import { MINUTE_MS } from '../../../server/platform/clock/index.ts';
import { openBenchShop } from './bench-shop.ts';
import type { Measured } from './measured.ts';
import type { Go } from './worker.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, audience: { type: 'string', default: '20000' } },
});
const audience = Number(values.audience);
const until = performance.now() + Number(values.minutes) * MINUTE_MS;

const shop = await openBenchShop(audience);
try {
  const [worker] = await shop.openWorkers(1, true);
  const afterEach: number[] = [];
  let peakMb = 0;
  while (performance.now() < until) {
    const mailing = await shop.startCampaign();
    await shop.freezeAll();
    const before = await shop.arrived();
    const measured = await worker!.ask<Measured>({ task: 'send', mailing, mails: audience } satisfies Go);
    const arrived = (await shop.arrived()) - before;
    if (arrived !== audience) throw new Error(`${arrived} of ${audience} mails arrived`);
    afterEach.push(measured.nowMb);
    peakMb = measured.peakMb;
    const perS = audience / measured.seconds;
    console.log(`campaign ${afterEach.length}: ${perS.toFixed(0)}/s, ${measured.nowMb.toFixed(0)} MB`);
  }
  worker!.end();
  const quarter = Math.ceil(afterEach.length / 4);
  console.log(
    JSON.stringify({
      campaigns: afterEach.length,
      mails: afterEach.length * audience,
      firstQuarterMb: middle(afterEach.slice(0, quarter)),
      lastQuarterMb: middle(afterEach.slice(-quarter)),
      peakMb: Math.round(peakMb),
    }),
  );
} finally {
  await shop.close();
}

function middle(numbers: readonly number[]): number {
  return Math.round([...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!);
}
