/** Checks the whole ledger and says what was changed by hand, and where: npm run verify-ledger */
import { openConsent } from '../server/consent/index.ts';
import { systemClock } from '../server/platform/clock/index.ts';
import { openSettings } from '../server/settings/index.ts';
import { openSubscribers } from '../server/subscribers/index.ts';
import { type Opened, runScript } from './lib/run-script.ts';

await runScript(verify);

async function verify({ config, db }: Opened): Promise<boolean> {
  // Only reading: nothing is written to the journal, and nobody follows.
  const journal = { append: () => Promise.reject(new Error('read only')) };
  const sealKeys = config.suppressionKeys;
  const consent = openConsent({
    ...{ db, clock: systemClock, ledgerKey: config.ledgerKey, suppressionKeys: config.suppressionKeys },
    settings: openSettings({ db, clock: systemClock }),
    subscribers: openSubscribers({ db, clock: systemClock, journal, sealKeys }),
    journal,
    followers: () => [],
  });
  const { lines, roots, uncovered, findings } = await consent.verifyLedger((done) => {
    if (process.stdout.isTTY) process.stdout.write(`\r${done} lines`);
  });
  if (process.stdout.isTTY) process.stdout.write('\r');
  for (const { what, where } of findings) console.log(`${what}: ${where}`);
  console.log(`${lines} lines under ${roots} signed roots; ${uncovered} of them wait for the next root.`);
  console.log(
    findings.length === 0
      ? 'The ledger is whole.'
      : `${findings.length} things are not as they were written.`,
  );
  return findings.length === 0;
}
