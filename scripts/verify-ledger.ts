/** Checks the whole ledger and says what was changed by hand, and where: npm run verify-ledger */
import { openLedger } from './lib/open-ledger.ts';
import { type Opened, runScript } from './lib/run-script.ts';

await runScript(verify);

async function verify(opened: Opened): Promise<boolean> {
  const { lines, roots, uncovered, findings } = await openLedger(opened).verifyLedger((done) => {
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
