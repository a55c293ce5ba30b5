/** Takes a cut and puts questions to it, in a process of its own, so that its memory can be told. */
import type { Accounts } from '../../../server/accounts/index.ts';
import { openConsent } from '../../../server/consent/index.ts';
import { openGroups } from '../../../server/groups/index.ts';
import { openInterests } from '../../../server/interests/index.ts';
import { systemClock } from '../../../server/platform/clock/index.ts';
import { readConfig, withDevelopmentDefaults } from '../../../server/platform/config/index.ts';
import { openDb } from '../../../server/platform/db/index.ts';
import { openLog } from '../../../server/platform/log/index.ts';
import { openSettings } from '../../../server/settings/index.ts';
import { openSubscribers } from '../../../server/subscribers/index.ts';
import { p95, questions } from './questions.ts';
import { audience } from './seed.ts';

export interface CutMeasured {
  readonly buildS: number;
  readonly peakMb: number;
  readonly countP95Ms: number;
  /** How many of the questions that were measured got a number. */
  readonly answered: number;
}

interface Where {
  readonly uri: string;
  readonly dataDir: string;
}

const earlier = 200;
const measured = 200;

process.on('message', (where: Where) => {
  void measure(where).then((it) => process.send!(it));
});

async function measure({ uri, dataDir }: Where): Promise<CutMeasured> {
  const db = await openDb(uri);
  const groups = openRoom(db, dataDir);
  const began = performance.now();
  await groups.takeCut();
  const buildS = (performance.now() - began) / 1000;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const all = questions(earlier + measured);
  for (const rule of all.slice(0, earlier)) await groups.count(rule, audience);
  const times: number[] = [];
  let answered = 0;
  for (const rule of all.slice(earlier)) {
    const asked = performance.now();
    const { kind } = await groups.count(rule, audience);
    times.push(performance.now() - asked);
    if (kind === 'count') answered += 1;
  }
  await db.close();
  return { buildS, peakMb, countP95Ms: p95(times), answered };
}

function openRoom(db: Awaited<ReturnType<typeof openDb>>, dataDir: string) {
  const { ledgerKey, suppressionKeys, secretKeys } = readConfig(
    withDevelopmentDefaults({ DATA_DIR: dataDir }),
  );
  // No page is opened here, so that nobody logs in, and nothing is written to the journal.
  const pass = () => () => undefined;
  const accounts = { requireRole: pass, requireKey: pass } as unknown as Accounts;
  const journal = { append: () => Promise.reject(new Error('read only')) };
  const base = { db, clock: systemClock, log: openLog('error'), accounts, journal };
  const settings = openSettings(base);
  const subscribers = openSubscribers({ ...base, sealKeys: suppressionKeys });
  const followers = () => [];
  const consent = openConsent({ ...base, settings, subscribers, ledgerKey, suppressionKeys, followers });
  const rooms = { ...base, settings, consent, subscribers };
  const interests = openInterests({ ...rooms, secretKeys });
  return openGroups({ ...rooms, interests, audienceChoices: () => Promise.resolve([]) });
}
