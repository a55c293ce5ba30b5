/** Delivery on a real database and a real SMTP server, with people and consent that a test holds in its hands. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  StaffMember,
  Delivery,
  DeliveryDeps,
  Mailing,
  MailingSource,
} from '../../server/delivery/index.ts';
import type { HeldBack, MayReceive, Receiving } from '../../server/consent/index.ts';
import { openDelivery } from '../../server/delivery/index.ts';
import type { Clock, Stopwatch } from '../../server/platform/clock/index.ts';
import { type AccountId, newId, type MailingId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { openServers, type Servers } from '../../server/platform/mail/index.ts';
import type { Subscriber } from '../../server/subscribers/index.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { testClock, type TestClock } from '../support/test-clock.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

export interface ADelivery {
  readonly db: TestDb;
  readonly handOverDir: string;
  readonly clock: TestClock;
  readonly sink: SmtpSink;
  readonly mailer: Servers;
  readonly delivery: Delivery;
  readonly source: MailingSource;
  readonly people: Map<SubscriberId, Subscriber>;
  /** What consent answers; whoever is missing gets 'version'. */
  readonly answers: Map<SubscriberId, MayReceive>;
  /** Who is held back, as consent answers; everybody else is not. */
  readonly held: Map<SubscriberId, HeldBack>;
  /** Who gets which version; whoever is missing gets the default. */
  readonly versions: Map<SubscriberId, string>;
  /** Who does not fit their version any more, as the source sees it at the hand-over. */
  readonly unfit: Set<SubscriberId>;
  readonly told: MailingId[];
  /** What was blocked, with the reason: 'p1@example.org bounced'. */
  readonly blocked: string[];
  /** Milliseconds that have gone by for delivery's stopwatch; it stands until a test moves it. */
  elapsedMs: number;
  /** How often consent was asked. */
  asked: number;
  k: number;
  /** Versions that are not chosen by interests. */
  open: ReadonlySet<string>;
  addPeople(count: number): SubscriberId[];
  /** A second process on the same database. */
  another(changes?: {
    mailer?: Partial<Servers>;
    clock?: Clock;
    stopwatch?: Stopwatch;
    source?: Partial<MailingSource>;
    sizes?: DeliveryDeps['sizes'];
    random?: () => number;
    /** On another machine it cannot read the first one's files. */
    handOverDir?: string;
  }): Delivery;
  /** Starts a mailing that is due at once. */
  start(): Promise<Mailing>;
  workAll(delivery?: Delivery): Promise<void>;
  /** Addresses that got a mail, in the order of arrival. */
  got(): string[];
  /** How many mails came in with each subject, which is the version. */
  subjects(): Record<string, number>;
  rows(): Promise<{ s: SubscriberId; state: string; version: string; [field: string]: unknown }[]>;
  /** How many rows there are in each state. */
  states(): Promise<Record<string, number>>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Small, so that a few people are several of each. */
const smallSizes = { chunk: 40, batch: 20, window: 10, batchesAtOnce: 1 };

export async function openADelivery(): Promise<ADelivery> {
  const db = await testDb();
  const sink = await openSmtpSink();
  const clock = testClock();
  const mailer = openServers({
    smtpUrls: [sink.smtpUrl],
    mailFrom: { name: 'Winkel', address: 'nieuws@shop.example' },
    dkim: { by: 'relay' },
    publicUrl: 'https://shop.example',
    socketTimeoutMs: 500,
  });
  const handOverDir = await mkdtemp(join(tmpdir(), 'voorkeur-hand-overs-'));
  const people = new Map<SubscriberId, Subscriber>();
  const answers = new Map<SubscriberId, MayReceive>();
  const held = new Map<SubscriberId, HeldBack>();
  const versions = new Map<SubscriberId, string>();
  const unfit = new Set<SubscriberId>();
  const told: MailingId[] = [];
  const source: MailingSource = {
    kind: 'test',
    audience: async function* () {
      yield* [...people.keys()];
    },
    versionOf: () =>
      Promise.resolve((ids) =>
        Promise.resolve(
          new Map(ids.flatMap((id) => (versions.has(id) ? [[id, versions.get(id)!] as const] : []))),
        ),
      ),
    render: () =>
      Promise.resolve(({ subscriber, version }) => ({
        to: { address: subscriber.email },
        subject: version,
        text: 'Dag',
        html: '<p>Dag</p>',
      })),
    openVersions: () => Promise.resolve(test.open),
    stillFits: () =>
      Promise.resolve((given) => Promise.resolve(new Set([...given.keys()].filter((id) => !unfit.has(id))))),
    minimumVersion: () => Promise.resolve(test.k),
    finished: (id) => Promise.resolve(void told.push(id)),
  };
  const another: ADelivery['another'] = (changes = {}) => {
    const send = changes.mailer?.send;
    const opened = openDelivery({
      db,
      clock: changes.clock ?? clock,
      stopwatch: changes.stopwatch ?? (() => test.elapsedMs),
      handOverDir: changes.handOverDir ?? handOverDir,
      sizes: changes.sizes ?? smallSizes,
      random: changes.random ?? (() => 0),
      log: openLog('silent'),
      mailer: {
        ...mailer,
        ...changes.mailer,
        ...(send && {
          overLine: (work, server) => work((mail, mayLeave) => send(mail, mayLeave, server)),
        }),
      },
      sources: () => [{ ...source, ...changes.source }],
      subscribers: {
        findMany: (ids) =>
          Promise.resolve(
            new Map(ids.flatMap((id) => (people.has(id) ? [[id, people.get(id)!] as const] : []))),
          ),
      },
      consent: {
        mayReceive: (ids, purpose) => {
          test.asked += 1;
          const answerOf = (id: SubscriberId): Receiving => ({
            may: purpose && held.get(id)?.paused ? 'no' : (answers.get(id) ?? 'version'),
            held: purpose ? (held.get(id) ?? null) : null,
            stands: null,
          });
          return Promise.resolve(new Map(ids.map((id) => [id, answerOf(id)])));
        },
        countPaused: () => Promise.resolve(3),
        blockedWays: () => Promise.resolve([]),
        suppressionHash: (email) => `k1:${email}`,
        suppress: (email, reason) => Promise.resolve(void test.blocked.push(`${email} ${reason}`)),
      },
    });
    return { ...opened, work: () => workOnce(opened) };
  };
  const delivery = another();
  const test: ADelivery = {
    ...{
      db,
      handOverDir,
      clock,
      sink,
      mailer,
      delivery,
      source,
      people,
      answers,
      held,
      versions,
      unfit,
      told,
      blocked: [],
      another,
      elapsedMs: 0,
      asked: 0,
      k: 0,
      open: new Set<string>(),
    },
    addPeople: (count) =>
      Array.from({ length: count }, () => {
        const person = aPerson(people.size);
        people.set(person.id, person);
        return person.id;
      }),
    start: async () => {
      const mailing = aMailing();
      await delivery.start(mailing, clock());
      return mailing;
    },
    workAll: async (who = delivery) => {
      while (await who.work());
    },
    got: () => sink.mails.map(({ to }) => to),
    rows: async () =>
      (await db.connection.collection('recipients').find().toArray()).map((row) => ({
        ...row,
        s: (row['_id'] as unknown as { s: SubscriberId }).s,
        state: String(row['state']),
        version: String(row['version']),
      })),
    subjects: () => count(sink.mails.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw.toString())![1]!)),
    states: async () => count((await test.rows()).map(({ state }) => state)),
    clear: async () => {
      for (const name of ['recipients', 'mailings', 'mailing_batches', 'refusal_counts'])
        await db.connection.collection(name).deleteMany({});
      for (const name of await readdir(handOverDir)) await rm(join(handOverDir, name), { recursive: true });
      for (const kept of [people, answers, held, versions, unfit]) kept.clear();
      told.length = 0;
      test.blocked.length = 0;
      sink.mails.length = 0;
      sink.toRecipient = () => null;
      sink.afterData = () => 'take';
      Object.assign(test, { asked: 0, k: 0, open: new Set() });
    },
    close: async () => {
      await mailer.close();
      await sink.close();
      await db.drop();
      await rm(handOverDir, { recursive: true });
    },
  };
  await db.ready();
  return test;
}

/** A round of both jobs, one after the other. */
export async function workOnce(delivery: Pick<Delivery, 'freeze' | 'work'>): Promise<boolean> {
  const froze = await delivery.freeze();
  return (await delivery.work()) || froze;
}

function aPerson(number: number): Subscriber {
  const at = new Date('2026-01-01T00:00:00Z');
  const email = `p${number}@example.org`;
  const names = { firstName: 'Anna', lastName: 'Jansen', language: 'nl' as const };
  return {
    id: newId(),
    email,
    ...names,
    post: null,
    createdAt: at,
    lastActivityAt: at,
    lastActivity: 'decision',
  };
}

/** Who presses the buttons. */
export const aStaffMember: StaffMember = { kind: 'staff', id: newId<AccountId>() };

/** A mailing that nobody has started yet. */
export function aMailing(): Mailing {
  return { id: newId(), kind: 'test', purpose: 'newsletter.test.email', newsletter: null };
}

/** What the work was refused with; null when it was not. */
export function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => null).catch((error: unknown) => error);
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Waits for something that another worker does meanwhile. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 5));
}
