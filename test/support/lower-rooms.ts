/** The rooms from groups down on a throw-away database, for tests of those rooms by their doors. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Accounts } from '../../server/accounts/index.ts';
import {
  newsletterPurpose,
  openConsent,
  type Act,
  type NewDecision,
  type PurposeKey,
} from '../../server/consent/index.ts';
import { openGroups } from '../../server/groups/index.ts';
import { openInterests } from '../../server/interests/index.ts';
import type { Tx } from '../../server/platform/db/index.ts';
import type { Language } from '../../server/platform/i18n/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { openJournal } from '../../server/platform/journal/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { openSettings } from '../../server/settings/index.ts';
import { openSubscribers } from '../../server/subscribers/index.ts';
import { testClock } from './test-clock.ts';
import { testDb } from './test-db.ts';
import { newLedgerKey } from './ledger-key.ts';

/** A newsletter's purpose, to count groups in. */
export const weekly: PurposeKey = newsletterPurpose('weekly', 'email');

interface PeopleToAdd {
  readonly language?: Language;
  readonly agrees?: readonly PurposeKey[];
  /** What they tell us, under `interests.told`. */
  readonly topics?: readonly string[];
}

export type LowerRooms = Awaited<ReturnType<typeof openLowerRooms>>;

/** Opens the rooms, with one newsletter and the topics roses, garden and weddings. */
export async function openLowerRooms() {
  const db = await testDb();
  const clock = testClock();
  const dir = await mkdtemp(join(tmpdir(), 'voorkeur-test-'));
  const journal = await openJournal(dir, 'test', clock());
  const log = openLog('silent');
  // No page of these rooms is opened here, so that nobody logs in.
  const pass = () => (_req: unknown, _res: unknown, next: () => void) => next();
  const accounts = { requireRole: pass, requireKey: pass };
  const base = { db, clock, log, accounts: accounts as unknown as Accounts };
  const settings = openSettings(base);
  const suppressionKeys = [{ id: 'k1', key: randomBytes(32) }];
  const subscribers = openSubscribers({ ...base, journal, sealKeys: suppressionKeys });
  const consent = openConsent({
    ...{ ...base, journal, settings, subscribers, suppressionKeys, ledgerKey: newLedgerKey() },
    followers: () => [interests.follower, groups.follower],
  });
  const interests = openInterests({ ...base, settings, subscribers, consent, secretKeys: suppressionKeys });
  const groups = openGroups({
    ...{ ...base, settings, consent, interests, subscribers },
    audienceChoices: () => Promise.resolve([{ purpose: weekly, title: 'Weekly' }]),
  });
  await db.ready();
  await consent.setUp();
  const addAudience = async (slug: string): Promise<PurposeKey> => {
    const key = newsletterPurpose(slug, 'email');
    const rest = { newsletter: null, needsConfirmation: false, termMonths: null };
    await consent.definePurpose({ key, channel: 'email', ...rest }, []);
    return key;
  };
  await addAudience('weekly');
  await settings.change({ minimumGroup: 10 });
  for (const key of ['roses', 'garden', 'weddings']) {
    await interests.defineTopic({ key, nl: `${key} (nl)`, en: key });
  }

  const decide = (
    subscriber: SubscriberId,
    purpose: PurposeKey,
    act: Act,
    afterwards?: (tx: Tx) => Promise<void>,
  ) => consent.record(subscriber, [decisionOf(purpose, act, clock())], undefined, afterwards);
  const addPerson = async (who: PeopleToAdd): Promise<SubscriberId> => {
    const agrees = who.agrees ?? [weekly, ...(who.topics ? ['interests.told'] : [])];
    const email = `${randomBytes(8).toString('hex')}@example.org`;
    const { id } = await db.transaction((tx) =>
      subscribers.create({ email, language: who.language ?? 'nl' }, clock(), tx),
    );
    const decisions = agrees.map((purpose) => decisionOf(purpose, 'given', clock()));
    if (decisions.length > 0) await consent.record(id, decisions);
    if (who.topics) await interests.noteTold(id, who.topics, clock());
    return id;
  };
  return {
    ...{ db, clock, settings, subscribers, consent, interests, groups, decide, addAudience, addPerson },
    /** So many people who are alike. */
    addPeople: async (count: number, who: PeopleToAdd = {}): Promise<readonly SubscriberId[]> => {
      const ids: SubscriberId[] = [];
      while (ids.length < count) {
        const some = Math.min(20, count - ids.length);
        ids.push(...(await Promise.all(Array.from({ length: some }, () => addPerson(who)))));
      }
      return ids;
    },
    close: async () => {
      await journal.close();
      await db.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function decisionOf(purpose: PurposeKey, act: Act, at: Date): NewDecision {
  return {
    ...{ purpose, act, at, wording: null, language: 'nl', statementVersion: 1, form: null, page: null },
    ...{ channel: 'page', actor: { kind: 'subscriber' } },
  };
}
