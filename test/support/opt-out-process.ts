/** A process of its own that records opt-outs, and may end itself hard between two steps: for tests of crashes. */
import { openConsent } from '../../server/consent/index.ts';
import { systemClock } from '../../server/platform/clock/index.ts';
import { openDb, type Db } from '../../server/platform/db/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { openJournal } from '../../server/platform/journal/index.ts';
import { openSettings } from '../../server/settings/index.ts';
import { openSubscribers } from '../../server/subscribers/index.ts';
import { newLedgerKey } from './ledger-key.ts';

export type Step = 'before the journal' | 'after the journal' | 'in the transaction' | 'after the commit';

export interface OptOuts {
  readonly uri: string;
  readonly journalDir: string;
  readonly people: readonly SubscriberId[];
  readonly purpose: string;
  /** Where it ends as by kill -9; null: it does all and closes. */
  readonly dieAt: Step | null;
}

const { uri, journalDir, people, purpose, dieAt } = JSON.parse(process.argv[2]!) as OptOuts;
const at = (step: Step): void => {
  if (step === dieAt) process.kill(process.pid, 'SIGKILL');
};

const opened = await openDb(uri);
const db: Db = {
  ...opened,
  transaction: async (work) => {
    const result = await opened.transaction(work);
    at('after the commit');
    return result;
  },
};
const clock = systemClock;
const settings = openSettings({ db, clock });
const journal = await openJournal(
  journalDir,
  await settings.installation(),
  clock(),
  await settings.nextEpoch(),
);
const keys = [{ id: 's1', key: Buffer.alloc(32) }];
const consent = openConsent({
  ...{ db, clock, settings, ledgerKey: newLedgerKey(), suppressionKeys: keys },
  subscribers: openSubscribers({ db, clock, journal, sealKeys: keys }),
  journal: {
    append: async (lines) => {
      at('before the journal');
      const done = await journal.append(lines);
      at('after the journal');
      return done;
    },
  },
  followers: () => [{ follow: () => Promise.resolve(at('in the transaction')) }],
});
for (const id of people) {
  await consent.record(id, [
    {
      ...{ purpose, act: 'withdrawn', wording: null, language: 'nl', statementVersion: 1, form: null },
      ...{ page: null, channel: 'page', actor: { kind: 'subscriber' }, at: clock() },
    },
  ]);
}
await journal.close();
await opened.close();
