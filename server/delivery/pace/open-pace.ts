/** Puts together what says how fast, by which servers and when mails leave. */
import { type Clock, fresh, SECOND_MS, type Stopwatch } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { ComposedMail, Random, SendResult } from '../../platform/mail/index.ts';
import type { RowChange } from '../recipients/recipient-state.ts';
import type { Mailing } from '../words.ts';
import { type Addressed, admit, type Admitted } from './admit.ts';
import { openBucketsStore } from './buckets-store.ts';
import { giveBack } from './servers/share-servers.ts';
import { addAnswers } from './servers/count-answers.ts';
import { noteServer, type ServersSay } from './servers/note-server.ts';
import { readEnd, readWarmUpEnd } from './expect-end.ts';
import { openPaceSettingsStore } from './pace-settings-store.ts';
import type { Closed, PaceRoom } from './pace-room.ts';
import { quietUntil } from './quiet-hours.ts';
import { readServers, type ServerStanding } from './servers/read-servers.ts';
import { readWaits } from './read-waits.ts';
import { type ByServer, sendSingle } from './servers/send-single.ts';
import { type AnswerCounts, openServerAnswersStore } from './servers/server-answers-store.ts';
import { openServerRestsStore, type Rest } from './servers/server-rests-store.ts';
import { usedServers } from './servers/usable-servers.ts';
import { type PaceSettings, type Rates, type ServerSettings, settingsOf, usualPace } from './words.ts';

export interface PaceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly random: Random;
  readonly log: Log;
  /** The servers of the environment, by host and port. */
  readonly servers: readonly string[];
}

export interface Pace {
  /** Asked once a window: which of these mails leave now and by which server, and which later. */
  admit<Mail extends Addressed>(
    mailing: Pick<Mailing, 'purpose'>,
    mails: readonly Mail[],
  ): Promise<Admitted<Mail>>;
  /** Gives back what was taken of servers for mails of which nothing left after all, one name a mail. */
  giveBack(servers: readonly string[]): Promise<void>;
  /** Those of these mailings of which mails may leave now, as far as this process knows. */
  open<One extends Pick<Mailing, 'purpose'>>(mailings: readonly One[]): Promise<readonly One[]>;
  /** Has this process take no batch before then; after ten seconds it asks again. */
  close(closed: Closed): void;
  /** How many connections at once to the server, and to all that mailings use; as last read. */
  connections(server: string): number;
  lines(): number;
  /** What an answer says of its server, and whether the mailing goes on by others. */
  noteAnswer(server: string, result: SendResult): Promise<ServersSay>;
  /** Hands a single mail over by whichever server takes it; no rate, no hour and no warm-up counts. */
  sendSingle(mailer: ByServer, mail: ComposedMail, mayLeave?: () => boolean): Promise<SendResult>;
  /** Counts what servers answered; it is written by `flush`. */
  count(changes: readonly Pick<RowChange, 'state' | 'server'>[]): void;
  flush(): Promise<void>;
  /** Has servers that rest tried again at once. */
  tryAll(): Promise<void>;
  /** Why mails of the mailing wait now; null while they leave, if slowly. */
  waits(mailing: Pick<Mailing, 'purpose'>): Promise<Closed | null>;
  /** When so many mails will have left at so many an hour; null where nobody can say. */
  expectedEnd(
    mailing: Pick<Mailing, 'purpose'>,
    ahead: { readonly mails: number; readonly perHour: number },
  ): Promise<Date | null>;
  /** When the warm-ups let the last of so many mails pass that begin then; null where nobody can say. */
  warmUpEnd(from: Date, mails: number): Promise<Date | null>;
  /** When the quiet hours end that it is at that moment; null outside them. */
  quietUntil(at: Date): Promise<Date | null>;
  /** Servers that rest, of those that mailings use. */
  resting(): Promise<readonly Rest[]>;
  servers(): Promise<readonly ServerStanding[]>;
  settings(): Promise<PaceSettings>;
  changeRates(rates: Rates): Promise<void>;
  changeServer(server: ServerSettings): Promise<void>;
  forgetOld(): Promise<void>;
  readonly collections: readonly string[];
}

const settingsKeptMs = 2 * SECOND_MS;
const restsKeptMs = SECOND_MS;
/** Staff may change what is set, also where it is known for hours that nothing leaves. */
const askAgainMs = 10 * SECOND_MS;

/** Opens it; nothing is limited until staff say so. */
export function openPace(deps: PaceDeps): Pace {
  const kept = openPaceSettingsStore(deps.db);
  let known = usualPace;
  const rests = openServerRestsStore(deps.db);
  const room: PaceRoom = {
    ...deps,
    buckets: openBucketsStore(deps.db),
    rests,
    answers: openServerAnswersStore(deps.db),
    settings: fresh(deps.stopwatch, settingsKeptMs, async () => (known = await kept.read())),
    resting: fresh(deps.stopwatch, restsKeptMs, rests.all),
    streaks: new Map(),
    doubts: new Map(),
  };
  const { clock, stopwatch, buckets, answers } = room;
  const counted = new Map<string, AnswerCounts>();
  let closed: { readonly until: Date; readonly askAgainAt: number } | null = null;
  const changed = (): void => {
    room.settings.forget();
    closed = null;
  };
  return {
    admit: (mailing, mails) => admit(room, mailing, mails),
    giveBack: async (servers) => giveBack(room, await room.settings(), servers),
    open: async (mailings) => {
      if (closed && clock() < closed.until && stopwatch() < closed.askAgainAt) return [];
      const quiet = quietUntil(clock(), (await room.settings()).quiet);
      return quiet ? mailings.filter(({ purpose }) => purpose === null) : mailings;
    },
    close: ({ why, until }) => {
      // In quiet hours service mails leave all the same.
      if (why !== 'quiet') closed = { until, askAgainAt: stopwatch() + askAgainMs };
    },
    connections: (server) => settingsOf(known, server).connections,
    lines: () => {
      const used = [...usedServers(room, known).keys()];
      return used.reduce((sum, name) => sum + settingsOf(known, name).connections, 0);
    },
    noteAnswer: (server, result) => noteServer(room, server, result),
    sendSingle: (mailer, mail, mayLeave) => sendSingle(room, mailer, mail, mayLeave),
    count: (changes) => addAnswers(counted, changes),
    flush: async () => {
      const now = new Map(counted);
      counted.clear();
      await answers.add(now, clock());
    },
    tryAll: async () => {
      await rests.tryAll(clock());
      room.resting.forget();
      closed = null;
    },
    waits: (mailing) => readWaits(room, mailing),
    expectedEnd: (mailing, ahead) => readEnd(room, mailing, ahead),
    warmUpEnd: (from, mails) => readWarmUpEnd(room, from, mails),
    quietUntil: async (at) => quietUntil(at, (await room.settings()).quiet),
    resting: async () => {
      const used = usedServers(room, await room.settings());
      return used.size > 1 ? (await room.resting()).filter(({ server }) => used.has(server)) : [];
    },
    servers: () => readServers(room),
    settings: () => room.settings(),
    changeRates: async (rates) => {
      await kept.changeRates(rates);
      changed();
    },
    changeServer: async (server) => {
      await kept.changeServer(server);
      changed();
    },
    forgetOld: async () => {
      await Promise.all([buckets.forget(clock()), answers.forget(clock())]);
    },
    collections: [buckets.collection, rests.collection, answers.collection, kept.collection],
  };
}
