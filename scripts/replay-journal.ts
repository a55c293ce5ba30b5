/** Brings the database up to the journal after a restore, or records that a loss is accepted: npm run replay-journal */
import { parseArgs } from 'node:util';
import { openApp } from '../server/app.ts';
import type { JournalReplay } from '../server/privacy/index.ts';
import { systemClock } from '../server/platform/clock/index.ts';
import { openLog } from '../server/platform/log/index.ts';
import { type Opened, runScript } from './lib/run-script.ts';

await runScript(replay);

/** Answers whether sending is free again. */
async function replay({ config, db, closers }: Opened): Promise<boolean> {
  const { values } = parseArgs({ options: { 'accept-loss': { type: 'string' } } });
  const log = openLog('silent');
  // Nothing is sent: the app is opened without its background work, and its mail server is never asked.
  const smtpUrls = ['smtp://127.0.0.1:1'];
  const app = await openApp({ config, db, clock: systemClock, log, smtpUrls, inbox: null, automatic: false });
  closers.unshift(app.close);
  const reason = values['accept-loss'];
  if (reason) {
    const files = await app.privacy.acceptLoss(reason);
    console.log(
      `Recorded that ${files.length} journal files are lost or cannot be read, wholly or in part: ${reason}`,
    );
  }
  const replayed = await app.privacy.replayJournal();
  const { locked, decisions, ofNobody, erasures, corrections, roots, refusedRoots } = replayed;
  console.log(`${decisions} decisions recorded that the database lacked; ${erasures} people erased again.`);
  console.log(`${ofNobody} decisions put into the ledger of people who are not in the database any more.`);
  console.log(`${corrections} names or addresses put right; ${roots} roots of the ledger put back.`);
  if (refusedRoots > 0)
    console.log(`${refusedRoots} roots do not belong to this ledger: npm run verify-ledger says more.`);
  for (const file of replayed.missing) console.log(`Missing, or shorter than the database knows: ${file}`);
  for (const file of replayed.unreadable)
    console.log(`Has a correction of an address that cannot be read: ${file}`);
  console.log(explain(locked));
  return locked === null;
}

function explain(locked: JournalReplay['locked']): string {
  if (locked === null) return 'The journal is complete. Sending is free.';
  if (locked === 'unsettled') return 'Another process may still be writing. Run this again in two minutes.';
  if (locked === 'unreadable') {
    return [
      'Sending stays locked. Add the keys that are missing to SUPPRESSION_KEYS and run this again.',
      'If they are lost for good, say so: npm run replay-journal -- --accept-loss "what happened"',
    ].join('\n');
  }
  return [
    'Sending stays locked. Put the missing files back into JOURNAL_DIR and run this again.',
    'If they are lost for good, say so: npm run replay-journal -- --accept-loss "what happened"',
  ].join('\n');
}
