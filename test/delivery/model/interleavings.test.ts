import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { sendNext } from '../../../server/delivery/batches/send-batch.ts';
import { finishMailings } from '../../../server/delivery/mailings/finish-mailings.ts';
import { isUnended, leaseMs, makeWorld, type Life, type ServerDoes, type World } from './world.ts';

const people = 12;
const workers = 3;

const worker = fc.nat({ max: workers - 1 });
/** What happens to the workers, the mailing and its people meanwhile. */
const happening = fc.oneof(
  fc.record({ what: fc.constantFrom('crash', 'wake', 'wake', 'error before', 'error after'), worker }),
  fc.record({ what: fc.constantFrom('pause', 'resume') }),
  fc.record({ what: fc.constant('leave'), who: fc.nat({ max: people - 1 }), ms: fc.constantFrom(0, 1100) }),
  fc.record({ what: fc.constant('stall'), worker, ms: fc.constantFrom(0, leaseMs * 1.1) }),
  fc.record({ what: fc.constant('time'), ms: fc.constantFrom(300, 1100, leaseMs / 2, leaseMs * 1.1) }),
);
type Happening = Partial<{ what: string; worker: number; who: number; ms: number }>;
const server = fc.oneof(
  { weight: 6, arbitrary: fc.constant<ServerDoes>('take') },
  { weight: 4, arbitrary: fc.constantFrom<ServerDoes>('take, answer lost', 'later', 'never', 'not there') },
);

describe('Delivery in any order of steps', function () {
  this.timeout(60_000);
  let dir: string;
  before(async () => (dir = await mkdtemp(join(tmpdir(), 'voorkeur-model-'))));
  after(() => rm(dir, { recursive: true }));

  it('DEL-2 DEL-3 several workers, stalls, crashes, errors, wrong clocks, opt-outs: nobody twice, nobody lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(happening, { maxLength: 30 }),
        fc.array(server, { minLength: 1, maxLength: 12 }),
        fc.array(fc.constantFrom(0, 0, leaseMs * 1.5, -leaseMs * 1.5), {
          minLength: workers,
          maxLength: workers,
        }),
        async (scheduler, happenings, serverDoes, clocks) => {
          let mails = 0;
          const world = makeWorld(people, dir, () =>
            calm ? 'take' : serverDoes[mails++ % serverDoes.length]!,
          );
          let calm = false;
          world.turn = () => (calm ? Promise.resolve() : scheduler.schedule(Promise.resolve()));
          const lives = clocks.map((clockOffMs) => newLife(clockOffMs));
          const running = new Map(lives.map((life) => [life, work(world, life)]));
          scheduler.scheduleSequence(
            happenings.map(
              (one: Happening) => () => Promise.resolve(void happen(world, lives, running, one)),
            ),
          );
          await scheduler.waitIdle();
          calm = true;
          for (const life of lives) wake(life);
          await workToTheEnd(world);
          await Promise.all(lives.map((life) => running.get(life)));
          judge(world);
        },
      ),
      { numRuns: 150, endOnFailure: true },
    );
  });
});

function newLife(clockOffMs: number): Life {
  return { dead: false, stalled: null, error: null, clockOffMs };
}

/** A worker that goes on as long as it lives, and gives up after a while. */
async function work(world: World, life: Life): Promise<void> {
  const room = world.openRoom(life);
  for (let round = 0; round < 12 && world.state !== 'finished'; round += 1) {
    await sendAndFinish(room).catch(() => undefined);
    await world.turn();
  }
}

async function sendAndFinish(room: Parameters<typeof sendNext>[0]): Promise<void> {
  await sendNext(room);
  await finishMailings(room);
}

function happen(
  world: World,
  lives: Life[],
  running: Map<Life, Promise<void>>,
  { what, worker: n = 0, who, ms }: Happening,
) {
  const life = lives[n]!;
  // Whatever it is, it may take its time.
  world.now += ms ?? 0;
  switch (what) {
    case 'crash':
      life.dead = true;
      wake(life);
      // The next process on the same machine.
      lives[n] = newLife(life.clockOffMs);
      running.set(lives[n], work(world, lives[n]));
      return;
    case 'stall':
      return stall(life);
    case 'wake':
      return wake(life);
    case 'error before':
    case 'error after':
      life.error = what === 'error before' ? 'before' : 'after';
      return;
    case 'pause':
    case 'resume':
      if (world.state !== 'finished') world.state = what === 'pause' ? 'paused' : 'sending';
      return;
    case 'leave':
      return void world.leftAt.set(world.ids[who!]!, world.now - ms!);
  }
}

function stall(life: Life): void {
  if (life.stalled) return;
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  life.stalled = { over, end };
}

function wake(life: Life): void {
  const { stalled } = life;
  life.stalled = null;
  stalled?.end();
}

/** One more worker comes by when all leases are over, and again when mails may be tried again. */
async function workToTheEnd(world: World): Promise<void> {
  for (let round = 0; round < 60 && world.state !== 'finished'; round += 1) {
    world.state = 'sending';
    await sendAndFinish(world.openRoom(newLife(0)));
    world.now += 6 * 60_000;
  }
}

function judge(world: World): void {
  expect(world.state).to.equal('finished');
  expect([...world.rows.values()].filter(({ state }) => isUnended(state))).to.deep.equal([]);
  for (const { subscriber, state } of world.rows.values()) {
    const took = world.took.get(subscriber) ?? 0;
    expect(took, 'sent twice').to.be.at.most(1);
    if (state !== 'uncertain') expect(took, state).to.equal(state === 'accepted' ? 1 : 0);
    if (state === 'skipped') expect(world.leftAt.has(subscriber)).to.equal(true);
  }
  const counts = world.counts();
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).to.equal(people);
  expect(world.tooLate, 'begun more than a second after they left').to.equal(0);
}
