import { expect } from 'chai';
import { expectEnd } from '../../server/delivery/pace/expect-end.ts';
import { openPace, type Pace } from '../../server/delivery/pace/open-pace.ts';
import { quietUntil } from '../../server/delivery/pace/quiet-hours.ts';
import {
  afterServerAnswer,
  noServerStreak,
  restMs,
} from '../../server/delivery/pace/servers/server-health.ts';
import { inTurn, shareOut } from '../../server/delivery/pace/servers/share-out.ts';
import { allowedOn, planOf } from '../../server/delivery/pace/servers/warm-up.ts';
import { usualPace } from '../../server/delivery/pace/words.ts';
import { HOUR_MS, MINUTE_MS, plus, SECOND_MS } from '../../server/platform/clock/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { type SendResult, usualConnections } from '../../server/platform/mail/index.ts';
import { testClock, type TestClock } from '../support/test-clock.ts';
import { testDb, type TestDb } from '../support/test-db.ts';

const gone: SendResult = { kind: 'unreachable', reply: '' };
const accepted: SendResult = { kind: 'accepted', reply: '250', server: 'one:25' };

describe('delivery: pace', () => {
  describe('quiet hours', () => {
    const quiet = { from: '22:00', to: '07:00' };
    const until = (at: string, hours = quiet) => quietUntil(new Date(at), hours)?.toISOString() ?? null;

    it('DEL-6 last over midnight, in Dutch time', () => {
      expect(until('2026-01-10T20:59:59Z')).to.equal(null);
      expect(until('2026-01-10T21:00:00Z')).to.equal('2026-01-11T06:00:00.000Z');
      expect(until('2026-01-11T05:59:59Z')).to.equal('2026-01-11T06:00:00.000Z');
      expect(until('2026-01-11T06:00:00Z')).to.equal(null);
      expect(until('2026-01-10T12:30:00Z', { from: '12:00', to: '14:00' })).to.equal(
        '2026-01-10T13:00:00.000Z',
      );
      expect(quietUntil(new Date('2026-01-10T22:00:00Z'), null)).to.equal(null);
    });

    it('DEL-6 end at the same Dutch time in the nights in which the clock is changed', () => {
      expect(until('2026-03-28T23:00:00Z')).to.equal('2026-03-29T05:00:00.000Z');
      expect(until('2026-10-24T22:00:00Z')).to.equal('2026-10-25T06:00:00.000Z');
      // There is no 02:30 in the night in March, and two in the one in October.
      const short = { from: '01:00', to: '02:30' };
      expect(until('2026-03-29T00:30:00Z', short)).to.equal('2026-03-29T01:00:00.000Z');
      expect(until('2026-10-25T00:10:00Z', short)).to.equal('2026-10-25T00:30:00.000Z');
      expect(until('2026-10-25T01:10:00Z', short)).to.equal(null);
    });
  });

  it('DEL-6 a warm-up grows day by day up to a number, and begins on its day', () => {
    const plan = { startsOn: '2026-03-28', first: 50, growth: 50, upTo: 200 };
    const days = [
      '2026-03-27',
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
      '2026-03-31',
      '2026-04-01',
      '2031-01-01',
    ];
    expect(days.map((day) => allowedOn(plan, day))).to.deep.equal([0, 50, 75, 112, 168, 200, 200]);
    expect(planOf(plan, 60)).to.deep.equal([50, 75, 112, 168, 200]);
    expect(planOf({ ...plan, growth: 0 }, 3)).to.deep.equal([50, 50, 50]);
  });

  it('DEL-6 the expected end knows the quiet hours and what warm-ups let pass a day', () => {
    const end = (mails: number, about: Partial<Parameters<typeof expectEnd>[1]>) =>
      expectEnd(new Date('2026-01-10T20:00:00Z'), {
        ...{ mails, perHour: 100, quiet: null, mostOn: () => Infinity, ...about },
      })?.toISOString();
    expect(end(150, {})).to.equal('2026-01-10T21:30:00.000Z');
    const quiet = { from: '22:00', to: '07:00' };
    expect(end(100, { quiet })).to.equal('2026-01-10T21:00:00.000Z');
    expect(end(101, { quiet })).to.equal('2026-01-11T06:00:36.000Z');
    // Fifteen hours of a day, and one of the first.
    expect(end(100 + 1500 + 1500 + 50, { quiet })).to.equal('2026-01-13T06:30:00.000Z');
    const plan = { startsOn: '2026-01-10', first: 50, growth: 100, upTo: 5000 };
    const mostOn = (day: string) => allowedOn(plan, day);
    expect(end(50 + 100 + 20, { mostOn })).to.equal('2026-01-11T23:12:00.000Z');
    expect(end(50 + 100 + 20, { mostOn, quiet })).to.equal('2026-01-12T06:12:00.000Z');
    expect(end(10_000, { mostOn: () => 50 })).to.equal(undefined);
    expect(end(10, { mostOn: () => 0 })).to.equal(undefined);
  });

  it('DEL-6 servers get mails by their weights, few as well as many, and in turn', () => {
    const weights = new Map([
      ['a', 3],
      ['b', 1],
      ['c', 0],
    ]);
    expect([...shareOut(400, weights, () => 0.5)]).to.deep.equal([
      ['a', 300],
      ['b', 100],
      ['c', 0],
    ]);
    let turn = 0;
    const counts = { a: 0, b: 0, c: 0 };
    for (let n = 0; n < 1000; n += 1) {
      for (const [name, mails] of shareOut(1, weights, () => (turn = (turn + 0.618) % 1))) {
        counts[name as 'a'] += mails;
      }
    }
    expect(counts.a).to.be.within(745, 755);
    expect(counts.c).to.equal(0);
    expect(
      inTurn(
        new Map([
          ['a', 4],
          ['b', 2],
        ]),
      ).join(''),
    ).to.equal('abaaba'.slice(0, 6));
  });

  it('DEL-6 three failures in a row let a server rest, 1, 2, 4 minutes and at most 15; a refused password at once', () => {
    const after = (...results: SendResult[]) =>
      results.reduce((before, result) => afterServerAnswer(before.streak, result), {
        streak: noServerStreak,
        rests: null as string | null,
      }).rests;
    expect(after(gone, gone)).to.equal(null);
    expect(after(gone, gone, gone)).to.equal('lines');
    expect(after(gone, { kind: 'uncertain', reply: '' }, gone)).to.equal('lines');
    expect(after(gone, gone, accepted, gone)).to.equal(null);
    expect(after({ ...gone, refuses: 'login' })).to.equal('login');
    expect([1, 2, 3, 4, 5, 9].map((times) => restMs(times, 'lines') / MINUTE_MS)).to.deep.equal([
      ...[1, 2, 4, 8, 15, 15],
    ]);
  });

  describe('agreed through the database', () => {
    let db: TestDb;
    let clock: TestClock;
    const start = new Date('2026-03-02T12:00:00Z');
    const open = (servers: readonly string[], at: () => Date = clock): Pace =>
      openPace({
        ...{ db, servers, clock: at, stopwatch: () => clock().getTime(), random: () => 0.5 },
        log: openLog('silent'),
      });
    const mails = (count: number, domain = 'example.org') =>
      Array.from({ length: count }, (_, n) => ({ email: `p${n}@${domain}` }));
    const newsletter = { purpose: 'newsletter.test.email' } as const;

    before(async () => {
      clock = testClock(start);
      db = await testDb();
      open([]);
      await db.ready();
    });
    beforeEach(async () => {
      clock.set(start);
      for (const name of open([]).collections) await db.connection.collection(name).deleteMany({});
    });
    after(() => db.drop());

    it('DEL-6 by itself nothing is limited, and nothing is asked or written', async () => {
      const pace = open(['one:25']);
      await pace.settings();
      const { go, later, closed } = await pace.admit(newsletter, mails(100));
      expect(go).to.have.length(100);
      expect(new Set(go.map(({ server }) => server))).to.deep.equal(new Set(['one:25']));
      expect([later, closed]).to.deep.equal([[], null]);
      for (const name of pace.collections) {
        expect(await db.connection.collection(name).countDocuments(), name).to.equal(0);
      }
    });

    it('DEL-6 two processes share the rate of the installation, also where a clock differs or is set back', async () => {
      const offMs = { first: 0, second: 300 };
      const processes = [
        open(['one:25'], () => plus(clock(), offMs.first)),
        open(['one:25'], () => plus(clock(), offMs.second)),
      ];
      await processes[0]!.changeRates({ ...usualPace, installation: 20 });
      let sent = 0;
      const run = async (seconds: number) => {
        for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
          const admitted = await Promise.all(processes.map((pace) => pace.admit(newsletter, mails(15))));
          for (const { go, closed } of admitted) {
            sent += go.length;
            if (go.length < 15) expect(closed).to.include({ why: 'rate' });
          }
          clock.advance(100);
        }
      };
      await run(3);
      // Those of the first second, and those that came in three.
      expect(sent).to.be.within(75, 20 + 3 * 20 + 6);
      sent = 0;
      clock.advance(-HOUR_MS);
      await run(2);
      expect(sent).to.be.within(35, 46);
    });

    it('DEL-6 a domain gets its rate, the others go on, and those who wait are told when to come back', async () => {
      const pace = open(['one:25']);
      await pace.changeRates({ ...usualPace, domain: 100, domains: [{ domain: 'slow.test', perSecond: 2 }] });
      const [slow, other] = [mails(6, 'Slow.test'), mails(6)];
      const first = await pace.admit(newsletter, [...slow, ...other]);
      expect(first.go.map(({ mail }) => mail)).to.deep.equal([...slow.slice(0, 2), ...other]);
      const waits = first.later.map(({ until }) => until.getTime() - start.getTime());
      expect(waits).to.deep.equal([1, 1, 2, 2].map((seconds) => seconds * SECOND_MS));
      expect(first.closed).to.equal(null);
      const second = await pace.admit(newsletter, mails(2, 'slow.test'));
      expect(second.later.map(({ until }) => until.getTime() - start.getTime())).to.deep.equal([3000, 3000]);
      clock.advance(SECOND_MS);
      expect((await pace.admit(newsletter, slow.slice(2, 4))).go).to.have.length(2);
      const kept = JSON.stringify(await db.connection.collection('pace_buckets').find().toArray());
      expect(kept).to.not.contain('slow.test').and.not.to.contain('example.org');
    });

    it('DEL-6 a server that has no token left leaves its share to the others', async () => {
      const pace = open(['one:25', 'two:25', 'three:25']);
      const usual = { connections: usualConnections, perSecond: null, warmUp: null };
      await pace.changeServer({ ...usual, name: 'one:25', weight: 3, perSecond: 10 });
      await pace.changeServer({ ...usual, name: 'three:25', weight: 0 });
      const of = (admitted: Awaited<ReturnType<typeof pace.admit>>, name: string) =>
        admitted.go.filter(({ server }) => server === name).length;
      const first = await pace.admit(newsletter, mails(12));
      expect([of(first, 'one:25'), of(first, 'two:25')]).to.deep.equal([9, 3]);
      const second = await pace.admit(newsletter, mails(12));
      expect([of(second, 'one:25'), of(second, 'two:25')]).to.deep.equal([1, 11]);
      await pace.changeServer({ ...usual, name: 'two:25', weight: 0 });
      const third = await pace.admit(newsletter, mails(12));
      expect(third.go).to.be.empty;
      expect(third.closed).to.deep.equal({ why: 'rate', until: plus(start, SECOND_MS) });
    });

    it('DEL-6 a warm-up lets so many pass in a day, all processes together, and more when the plan is changed', async () => {
      const [pace, other] = [open(['one:25']), open(['one:25'])];
      const plan = { startsOn: '2026-03-01', first: 10, growth: 100, upTo: 1000 };
      const server = { name: 'one:25', weight: 1, perSecond: null, connections: 5, warmUp: plan };
      await pace.changeServer(server);
      const first = await pace.admit(newsletter, mails(15));
      const second = await other.admit(newsletter, mails(15));
      expect([first.go.length, second.go.length]).to.deep.equal([15, 5]);
      expect(second.closed).to.deep.equal({ why: 'warm-up', until: new Date('2026-03-02T23:00:00Z') });
      expect(await pace.waits(newsletter)).to.deep.equal(second.closed);
      expect((await pace.servers())[0]!.warmedUp).to.deep.equal({ mails: 20, of: 20 });
      await pace.changeServer({ ...server, warmUp: { ...plan, first: 11 } });
      expect((await pace.admit(newsletter, mails(15))).go).to.have.length(2);
      clock.set(new Date('2026-03-02T23:00:00Z'));
      expect((await pace.admit(newsletter, mails(50))).go).to.have.length(44);
    });

    it('DEL-6 in quiet hours newsletters wait, and service mails leave', async () => {
      const pace = open(['one:25']);
      await pace.changeRates({ ...usualPace, quiet: { from: '12:30', to: '14:00' } });
      const until = new Date('2026-03-02T13:00:00Z');
      expect((await pace.admit(newsletter, mails(2))).closed).to.deep.equal({ why: 'quiet', until });
      expect(await pace.waits(newsletter)).to.deep.equal({ why: 'quiet', until });
      const service = { purpose: null };
      expect((await pace.admit(service, mails(2))).go).to.have.length(2);
      expect(await pace.waits(service)).to.equal(null);
      expect(await pace.open([newsletter, service])).to.deep.equal([service]);
    });

    it('DEL-6 a server that fails rests for all processes, is tried by one mail, and then works again', async () => {
      const [pace, other] = [open(['one:25', 'two:25']), open(['one:25', 'two:25'])];
      const serversOf = async (one: Pace, count = 20) =>
        (await one.admit(newsletter, mails(count))).go.map(({ server }) => server);
      expect(await pace.noteAnswer('one:25', gone)).to.equal('goes on');
      expect(new Set(await serversOf(pace)), 'passed over at once').to.deep.equal(new Set(['two:25']));
      await pace.noteAnswer('one:25', gone);
      await pace.noteAnswer('one:25', gone);
      clock.advance(2 * SECOND_MS);
      expect(new Set(await serversOf(other))).to.deep.equal(new Set(['two:25']));
      clock.advance(MINUTE_MS);
      const tries = [...(await serversOf(pace)), ...(await serversOf(other))];
      expect(tries.filter((server) => server === 'one:25')).to.have.length(1);
      await pace.noteAnswer('one:25', gone);
      expect((await pace.servers())[0]!.rest).to.include({ times: 2, because: 'lines' });
      clock.advance(2 * MINUTE_MS + SECOND_MS);
      expect((await serversOf(pace)).filter((server) => server === 'one:25')).to.have.length(1);
      await pace.noteAnswer('one:25', accepted);
      expect((await pace.servers())[0]!.rest).to.equal(null);
      expect((await serversOf(pace)).filter((server) => server === 'one:25')).to.have.length(10);
    });

    it('DEL-6 where all servers rest, it is told why, and when one is tried again', async () => {
      const pace = open(['one:25', 'two:25']);
      expect(await pace.noteAnswer('one:25', { ...gone, refuses: 'login' })).to.equal('goes on');
      await pace.noteAnswer('two:25', gone);
      await pace.noteAnswer('two:25', gone);
      expect(await pace.noteAnswer('two:25', gone)).to.equal('none works');
      const closed = { why: 'servers', until: plus(start, MINUTE_MS) };
      expect((await pace.admit(newsletter, mails(3))).closed).to.deep.equal(closed);
      expect(await pace.waits(newsletter)).to.deep.equal(closed);
      await pace.tryAll();
      expect((await pace.admit(newsletter, mails(3))).go).to.have.length(2);
    });

    it('DEL-6 a single mail goes to the next server where it certainly has not left, and never twice', async () => {
      const pace = open(['one:25', 'two:25']);
      await pace.changeRates({ ...usualPace, installation: 0.01, quiet: { from: '00:00', to: '23:59' } });
      const tried: string[] = [];
      const by = (answers: Record<string, SendResult>) => ({
        send: (_mail: unknown, _mayLeave: unknown, server: string) => {
          tried.push(server);
          return Promise.resolve(answers[server]!);
        },
      });
      const mail = {} as never;
      for (let n = 0; n < 5; n += 1) {
        const result = await pace.sendSingle(by({ 'one:25': gone, 'two:25': accepted }), mail);
        expect(result).to.equal(accepted);
      }
      expect(tried.filter((server) => server === 'two:25')).to.have.length(5);
      tried.length = 0;
      const unsure: SendResult = { kind: 'uncertain', reply: '' };
      expect(await pace.sendSingle(by({ 'one:25': unsure, 'two:25': unsure }), mail)).to.equal(unsure);
      expect(tried).to.have.length(1);
    });

    it('DEL-6 counts what each server answered', async () => {
      const pace = open(['one:25']);
      const row = (state: 'accepted' | 'pending', server: string | null) => ({ state, server });
      pace.count([row('accepted', 'one:25'), row('accepted', 'one:25'), row('pending', 'one:25')]);
      pace.count([row('pending', null)]);
      await pace.flush();
      clock.advance(2 * HOUR_MS);
      pace.count([row('accepted', 'one:25')]);
      await pace.flush();
      const [one] = await pace.servers();
      expect(one!.today).to.deep.equal({ accepted: 3, refused: 0, again: 1, uncertain: 0 });
      expect(one!.lastHour).to.deep.equal({ accepted: 1, refused: 0, again: 0, uncertain: 0 });
    });
  });
});
