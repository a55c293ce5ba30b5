/** A world for delivery's own code: a database, a mail server and several workers whose every step a test can put in order. */
import type { BatchesStore, Claim } from '../../../server/delivery/batches/batches-store.ts';
import { openHandOverFolder } from '../../../server/delivery/hand-overs/hand-over-folder.ts';
import type { Lost, Recipient } from '../../../server/delivery/recipients/batch-rows-store.ts';
import type { RecipientState, RowChange } from '../../../server/delivery/recipients/recipient-state.ts';
import type { Room } from '../../../server/delivery/room.ts';
import { plus } from '../../../server/platform/clock/index.ts';
import { newId, type MailingId, type SubscriberId } from '../../../server/platform/ids/index.ts';
import { openLog } from '../../../server/platform/log/index.ts';
import { openPatience } from '../../../server/delivery/batches/patience.ts';
import type { Send, SendResult } from '../../../server/platform/mail/index.ts';

export const leaseMs = 5000;
const sizes = { chunk: 100, batch: 6, window: 3, batchesAtOnce: 1 };
const start = new Date('2026-03-01T12:00:00Z');

/** What the mail server does with a mail. */
export type ServerDoes = 'take' | 'take, answer lost' | 'later' | 'never' | 'not there';

interface Row extends Recipient, RowChange {
  readonly batch: number;
  fence: number;
  window?: string;
}

interface BatchRow {
  readonly number: number;
  state: 'open' | 'done';
  fence: number;
  leaseUntil: Date | null;
  file: string | null;
  notBefore: Date;
}

/** A worker; what it is told to do happens at its next step. */
export interface Life {
  dead: boolean;
  /** Resolves when it may go on; null while nothing holds it up. */
  stalled: { readonly over: Promise<void>; end(): void } | null;
  /** What goes wrong with its next step in the database. */
  error: 'before' | 'after' | null;
  /** How far its clock is off. */
  readonly clockOffMs: number;
}

export type World = ReturnType<typeof makeWorld>;

/** So many people in batches of six; `turn` resolves when it is somebody's turn. */
export function makeWorld(people: number, dir: string, serverDoes: () => ServerDoes) {
  const mailing = {
    id: newId<MailingId>(),
    kind: 'test',
    purpose: 'newsletter.test.email',
    newsletter: null,
  };
  const ids = Array.from({ length: people }, () => newId<SubscriberId>());
  const rows = new Map<SubscriberId, Row>(
    ids.map((subscriber, index) => [
      subscriber,
      {
        ...{ subscriber, version: 'default', state: 'pending', fence: 0, tries: 0, firstTriedAt: null },
        ...{
          batch: Math.floor(index / sizes.batch),
          place: index % sizes.batch,
          nextTryAt: start,
          at: start,
        },
        ...{ code: null, server: null, reply: null },
      },
    ]),
  );
  const batches: BatchRow[] = Array.from({ length: Math.ceil(people / sizes.batch) }, (_, number) => ({
    ...{ number, state: 'open', fence: 0, leaseUntil: null, file: null, notBefore: start },
  }));
  const world = {
    ids,
    rows,
    batches,
    /** Milliseconds since the beginning. */
    now: 0,
    state: 'sending' as 'sending' | 'paused' | 'finished',
    /** How many mails the server took for each. */
    took: new Map<SubscriberId, number>(),
    leftAt: new Map<SubscriberId, number>(),
    /** Mails that began more than a second after their person had left. */
    tooLate: 0,
    /** How many mails were asked about, and how many reached no server. */
    admitted: 0,
    failures: 0,
    turn: (): Promise<void> => Promise.resolve(),
    /** How many rows there are in each state. */
    counts: () => {
      const counts = { pending: 0, 'handing-over': 0, accepted: 0, refused: 0, uncertain: 0, skipped: 0 };
      for (const { state } of rows.values()) counts[state] += 1;
      return counts;
    },
    openRoom: (life: Life): Room => openRoom(life),
  };
  const clockOf = (life: Life) => () => plus(start, world.now + life.clockOffMs);

  const awake = async (life: Life): Promise<void> => {
    while (life.stalled) await life.stalled.over;
    if (life.dead) await new Promise(() => undefined);
  };
  /** What was asked reaches the database whatever becomes of whoever asked. */
  const inDatabase = async <T>(life: Life, act: () => T): Promise<T> => {
    await awake(life);
    const { error } = life;
    life.error = null;
    await world.turn();
    if (error === 'before') throw new Error('the connection broke');
    const answer = act();
    await world.turn();
    await awake(life);
    if (error === 'after') throw new Error('the connection broke');
    return answer;
  };

  const inBatch = (number: number, state: RecipientState) =>
    [...rows.values()].filter((row) => row.batch === number && row.state === state);
  const take = (which: (batch: BatchRow) => boolean, now: Date, file: string): Claim | null => {
    const found = batches.find((batch) => batch.state === 'open' && which(batch));
    if (!found) return null;
    const claim = { abandoned: found.leaseUntil !== null, formerFile: found.file };
    Object.assign(found, { leaseUntil: plus(now, leaseMs), file, fence: found.fence + 1 });
    return { ...claim, batch: { mailing: mailing.id, number: found.number, fence: found.fence, file } };
  };
  const held = ({ number, fence }: Claim['batch']) =>
    batches.filter((batch) => batch.number === number && batch.fence === fence);

  const openRoom = (life: Life): Room => {
    const db =
      <A extends unknown[], T>(act: (...all: A) => T) =>
      (...all: A) =>
        inDatabase(life, () => act(...all));
    const clock = clockOf(life);
    const batchesStore: Partial<BatchesStore> = {
      takeAbandoned: db((left: readonly string[], now: Date, file: string) =>
        take(
          ({ leaseUntil, file: theirs }) => !!leaseUntil && (leaseUntil <= now || left.includes(theirs!)),
          now,
          file,
        ),
      ),
      takeFree: db((sending: readonly MailingId[], now: Date, file: string) =>
        take((batch) => sending.length > 0 && !batch.leaseUntil && batch.notBefore <= now, now, file),
      ),
      renew: db((batch: Claim['batch'], now: Date) =>
        held(batch).some((row) => ((row.leaseUntil = plus(now, leaseMs)), true)),
      ),
      release: db((batch: Claim['batch'], nextTryAt: Date | null) => {
        const rest = nextTryAt ? { notBefore: nextTryAt } : { state: 'done' as const };
        for (const row of held(batch)) Object.assign(row, { leaseUntil: null, file: null, ...rest });
      }),
      reopen: db((_: MailingId, numbers: readonly number[]) => {
        for (const row of batches)
          if (numbers.includes(row.number) && row.state === 'done')
            Object.assign(row, { state: 'open', leaseUntil: new Date(0) });
      }),
      hasOpen: db(() => batches.some(({ state }) => state === 'open')),
    };
    const batchRows: Partial<Room['batchRows']> = {
      raiseFence: db(({ number, fence }) => {
        for (const row of inBatch(number, 'pending')) row.fence = Math.max(row.fence, fence);
      }),
      lost: db(({ number, fence }) =>
        inBatch(number, 'handing-over')
          .filter((row) => row.fence < fence)
          .map((row): Lost => ({ ...row, window: row.window! })),
      ),
      due: db(({ number, fence }, now) =>
        inBatch(number, 'pending')
          .filter((row) => row.fence <= fence && row.nextTryAt! <= now)
          .map((row) => ({ ...row })),
      ),
      nextDue: db(({ number }) => {
        const times = inBatch(number, 'pending').map(({ nextTryAt }) => nextTryAt!.getTime());
        return times.length > 0 ? new Date(Math.min(...times)) : null;
      }),
      hasHandingOver: db(({ number }) => inBatch(number, 'handing-over').length > 0),
      putBack: db(({ fence }, waiting) => {
        for (const { row: before, until } of waiting) {
          const row = rows.get(before.subscriber)!;
          if (row.state === 'pending' && row.fence <= fence) Object.assign(row, { nextTryAt: until });
        }
      }),
      mark: async ({ fence }, window, toMark, at) => {
        const those = toMark.map(({ subscriber }) => rows.get(subscriber)!);
        await inDatabase(life, () => {
          for (const row of those)
            if (row.state === 'pending' && row.fence <= fence)
              Object.assign(row, { state: 'handing-over', fence, window, at, nextTryAt: null });
        });
        return inDatabase(life, () => {
          const mine = (row: Row) =>
            row.state === 'handing-over' && row.window === window && row.fence === fence;
          return new Set(those.filter(mine).map(({ subscriber }) => subscriber));
        });
      },
      record: db(({ fence }, changes) => {
        for (const { before, change } of changes) {
          const row = rows.get(before.subscriber)!;
          if (row.state === before.state && row.fence <= fence) Object.assign(row, change, { fence });
        }
      }),
    };
    const sending = () => ({ ...mailing, state: world.state, abandoned: [] });
    const send: Send = async ({ envelope: { to } }, mayLeave) => {
      const subscriber = to as SubscriberId;
      const leftAt = world.leftAt.get(subscriber);
      if (leftAt !== undefined && world.now - leftAt > 1000) world.tooLate += 1;
      await world.turn();
      await awake(life);
      const does = serverDoes();
      if (does === 'not there' || !mayLeave!()) return { kind: 'unreachable', reply: '' };
      await world.turn();
      if (does.startsWith('take')) world.took.set(subscriber, (world.took.get(subscriber) ?? 0) + 1);
      await world.turn();
      await awake(life);
      return answers[does];
    };
    return {
      ...{ sizes, leaseMs, clock, stopwatch: () => world.now, random: () => 0, stopping: false },
      ...{ log: openLog('silent'), counted: new Map(), streaks: new Map() },
      pace: {
        lines: () => 5,
        open: (mailings: readonly unknown[]) => Promise.resolve(mailings),
        admit: (_: unknown, mails: readonly unknown[]) => {
          // Every fourth mail comes back in half a second.
          const isLate = new Map(mails.map((mail) => [mail, (world.admitted += 1) % 4 === 0]));
          const until = plus(clock(), 500);
          return Promise.resolve({
            go: mails.filter((mail) => !isLate.get(mail)).map((mail) => ({ mail, server: 'mx' })),
            later: mails.filter((mail) => isLate.get(mail)).map((mail) => ({ mail, until })),
            closed: null,
          });
        },
        giveBack: () => Promise.resolve(),
        // Every other failure is one of several servers.
        noteAnswer: (_: string, { kind }: SendResult) =>
          Promise.resolve(
            kind === 'unreachable' && (world.failures += 1) % 2 === 0 ? 'goes on' : 'not its business',
          ),
        count: () => undefined,
      },
      patience: openPatience(),
      handOvers: openHandOverFolder(dir),
      batches: batchesStore,
      batchRows,
      mailings: {
        find: db(sending),
        inState: db((state: string) => (world.state === state ? [sending()] : [])),
        move: db((_: MailingId, event: string) => {
          if (event === 'pause' && world.state === 'sending') world.state = 'paused';
        }),
        finish: db(() => {
          if (world.state === 'sending') world.state = 'finished';
        }),
        notTold: () => Promise.resolve([]),
      },
      recipients: {
        removeBatches: () => Promise.resolve(),
        batchesUnended: db(() =>
          [...rows.values()].filter(({ state }) => isUnended(state)).map(({ batch }) => batch),
        ),
      },
      figures: {
        cells: db(() =>
          [...rows.values()].map(({ state, code, server, tries }) => ({
            ...{ state, code, server, provider: null, tried: tries > 0, rows: 1 },
          })),
        ),
        minutes: () => Promise.resolve([]),
      },
      refusalCounts: { remove: () => Promise.resolve() },
      consent: {
        mayReceive: db(
          (people: readonly SubscriberId[]) =>
            new Map(people.map((id) => [id, { may: world.leftAt.has(id) ? 'no' : 'version', held: null }])),
        ),
        blockedWays: () => Promise.resolve([]),
      },
      subscribers: {
        findMany: (people: readonly SubscriberId[]) =>
          Promise.resolve(new Map(people.map((id) => [id, { id, email: id }]))),
      },
      mailer: {
        compose: async ({ to }: { to: { address: string } }) => {
          await world.turn();
          await awake(life);
          return { envelope: { to: to.address } };
        },
        overLine: <Answer>(work: (sending: Send) => Promise<Answer>) => work(send),
      },
      sources: () => [
        {
          kind: 'test',
          render: () =>
            Promise.resolve(({ subscriber }: { subscriber: { email: string } }) => ({
              to: { address: subscriber.email },
            })),
          openVersions: () => Promise.resolve(new Set()),
          stillFits: () => Promise.resolve(() => Promise.resolve(new Set())),
        },
      ],
    } as unknown as Room;
  };
  return world;
}

export function isUnended(state: RecipientState): boolean {
  return state === 'pending' || state === 'handing-over';
}

const answers: Readonly<Record<ServerDoes, SendResult>> = {
  take: { kind: 'accepted', reply: '250', server: 'mx' },
  'take, answer lost': { kind: 'uncertain', reply: '' },
  later: { kind: 'refused', permanent: false, code: '4.2.0', reply: '450', server: 'mx' },
  never: { kind: 'refused', permanent: true, code: '5.5.0', reply: '550', server: 'mx' },
  'not there': { kind: 'unreachable', reply: '' },
};
