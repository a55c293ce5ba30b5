import { expect } from 'chai';
import type { Delivery } from '../../server/delivery/index.ts';
import { usualPace } from '../../server/delivery/pace/words.ts';
import { MINUTE_MS, SECOND_MS, systemClock, systemStopwatch } from '../../server/platform/clock/index.ts';
import { openServers, type Servers } from '../../server/platform/mail/index.ts';
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import { aStaffMember, openADelivery, until, type ADelivery } from './a-delivery.ts';

describe('delivery: several servers, and rates', function () {
  this.timeout(60_000);
  let test: ADelivery;
  let second: SmtpSink;
  let mailer: Servers;
  const common = {
    mailFrom: { name: 'Winkel', address: 'nieuws@shop.example' },
    dkim: { by: 'relay' },
    publicUrl: 'https://shop.example',
    socketTimeoutMs: 500,
  } as const;
  /** On both servers, with a stopwatch that goes with the test's clock. */
  const onBoth = () => test.another({ mailer, stopwatch: () => test.clock().getTime() });
  const inRealTime = () => test.another({ clock: systemClock, stopwatch: systemStopwatch });

  before(async () => {
    test = await openADelivery();
    second = await openSmtpSink();
    mailer = openServers({ ...common, smtpUrls: [test.sink.smtpUrl, second.smtpUrl] });
  });
  afterEach(async () => {
    for (const name of test.delivery.pace.collections)
      await test.db.connection.collection(name).deleteMany({});
    second.mails.length = 0;
    await test.clear();
  });
  after(async () => {
    await mailer.close();
    await second.close();
    await test.close();
  });

  /** Goes on as a process does, also while nothing may leave. */
  const workToTheEnd = async (id: Parameters<Delivery['progress']>[0], ...all: Delivery[]) => {
    const isOver = async () => (await test.delivery.progress(id))?.state === 'finished';
    await Promise.all(
      all.map(async (delivery) => {
        while (!(await isOver())) {
          if (!(await delivery.work())) await new Promise((resolve) => setTimeout(resolve, 20));
          test.clock.set(systemClock());
        }
      }),
    );
  };
  /** At each moment no more had arrived than the tokens of the first second, and those that had come since. */
  const expectAtMost = (perSecond: number, times: readonly number[], from: number) => {
    for (const [index, at] of times.entries()) {
      expect(index + 1, `mails after ${at - from} ms`).to.be.at.most(
        perSecond + (perSecond * (at - from + 10)) / 1000,
      );
    }
  };
  const gotTwice = (...sinks: SmtpSink[]) => {
    const all = sinks.flatMap(({ mails }) => mails.map(({ to }) => to));
    return all.length - new Set(all).size;
  };

  it('DEL-6 two processes together keep to the rate of the installation, and nobody is left over', async () => {
    test.clock.set(systemClock());
    test.addPeople(90);
    const { id } = await test.start();
    await test.delivery.pace.changeRates({ ...usualPace, installation: 30 });
    const times: number[] = [];
    test.sink.afterData = () => (times.push(performance.now()), 'take');
    const from = performance.now();
    await workToTheEnd(id, inRealTime(), inRealTime());
    expect(await test.states()).to.deep.equal({ accepted: 90 });
    expectAtMost(30, times, from);
    expect(times.at(-1)! - from, 'not much slower either').to.be.within(1990, 10_000);
  });

  it('DEL-6 a warm-up counts no mail of which nothing left', async () => {
    const people = test.addPeople(6);
    const { id } = await test.start();
    const [name] = test.mailer.names;
    const warmUp = { startsOn: '2026-01-01', first: 50, growth: 0, upTo: 50 };
    await test.delivery.pace.changeServer({
      name: name!,
      weight: 1,
      perSecond: null,
      connections: 1,
      warmUp,
    });
    test.sink.afterData = () => {
      // Those after the first are in its window, and leave before their turn.
      for (const person of people.slice(1)) test.answers.set(person, 'no');
      test.elapsedMs += SECOND_MS;
      return 'take';
    };
    await test.workAll();
    expect((await test.delivery.progress(id))!.accepted).to.be.within(1, 2);
    const standing = (await test.delivery.pace.servers()).find((server) => server.name === name);
    expect(standing!.warmedUp?.mails).to.equal(test.sink.mails.length);
  });

  it('DEL-6 a domain with a rate of its own holds up no other, and gets all its mails', async () => {
    test.clock.set(systemClock());
    const people = test.addPeople(60);
    for (const [index, id] of people.entries()) {
      const email = `p${index}@${index % 3 === 0 ? 'slow.test' : 'example.org'}`;
      test.people.set(id, { ...test.people.get(id)!, email });
    }
    const { id } = await test.start();
    const domains = [{ domain: 'slow.test', perSecond: 8 }];
    await test.delivery.pace.changeRates({ ...usualPace, domains });
    const times: number[] = [];
    test.sink.afterData = (to) => (to.endsWith('slow.test') && times.push(performance.now()), 'take');
    const from = performance.now();
    await workToTheEnd(id, inRealTime(), inRealTime());
    expect(test.got()).to.have.length(60);
    expect(gotTwice(test.sink)).to.equal(0);
    const others = test.got().slice(0, 48);
    expect(
      others.filter((to) => to.endsWith('example.org')),
      'come first',
    ).to.have.length.greaterThan(24);
    expectAtMost(8, times, from);
  });

  it('DEL-6 who was told to come back in an hour comes at once when the rate is lifted', async () => {
    for (const [index, id] of test.addPeople(30).entries()) {
      test.people.set(id, { ...test.people.get(id)!, email: `p${index}@slow.test` });
    }
    await test.start();
    const one = onBoth();
    await one.changeRates({ ...usualPace, domain: 0.01 });
    await test.workAll(one);
    expect(await test.states()).to.deep.equal({ accepted: 1, pending: 29 });
    expect((await one.waiting())[0]).to.include({ pending: 29, later: 29, again: 0 });
    await one.changeRates(usualPace);
    await test.workAll(one);
    expect(await test.states()).to.deep.equal({ accepted: 30 });
  });

  it('DEL-6 mails go by weight, and rows tell by which server', async () => {
    test.addPeople(80);
    const { id } = await test.start();
    const both = onBoth();
    const [one, two] = mailer.names;
    const settings = (await both.pace.servers())[0]!;
    await both.pace.changeServer({ ...settings, name: one!, weight: 3 });
    await test.workAll(both);
    expect(test.sink.mails.length).to.be.within(54, 66);
    expect(test.sink.mails.length + second.mails.length).to.equal(80);
    const servers = (await both.figures(id))!.servers.map(({ name, accepted }) => [name, accepted]);
    expect(servers).to.deep.equal([
      [one, test.sink.mails.length],
      [two, second.mails.length],
    ]);
    const [first] = await both.pace.servers();
    expect(first!.today.accepted).to.equal(test.sink.mails.length);
  });

  it('DEL-6 a server that is gone in the middle: all mails arrive once by the other, and it is used again when it is back', async () => {
    let third = await openSmtpSink();
    const port = Number(new URL(third.smtpUrl).port);
    const failing = openServers({ ...common, smtpUrls: [test.sink.smtpUrl, third.smtpUrl] });
    const both = test.another({ mailer: failing, stopwatch: () => test.clock().getTime() });
    test.addPeople(80);
    const { id } = await test.start();
    await both.work();
    expect(third.mails.length).to.be.within(5, 15);
    const before = third.mails.length;
    await third.close();
    await test.workAll(both);
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 80, uncertain: 0 });
    expect(test.got()).to.have.length(80 - before);
    expect(new Set([...test.got(), ...third.mails.map(({ to }) => to)]).size).to.equal(80);
    expect((await both.pace.servers())[1]!.rest).to.include({ because: 'lines', times: 1 });

    third = await openSmtpSink({ port });
    test.sink.mails.length = 0;
    test.clock.advance(MINUTE_MS + SECOND_MS);
    const again = await test.start();
    await test.workAll(both);
    expect(await test.delivery.progress(again.id)).to.include({ state: 'finished', accepted: 80 });
    expect(gotTwice(test.sink, third)).to.equal(0);
    expect(third.mails.length).to.be.within(25, 45);
    expect((await both.pace.servers())[1]!.rest).to.equal(null);
    await failing.close();
    await third.close();
  });

  it('DEL-6 DEL-5 only when all servers rest the mailing pauses, and whoever resumes it has them tried at once', async () => {
    const sinks = [await openSmtpSink(), await openSmtpSink()];
    const ports = sinks.map(({ smtpUrl }) => Number(new URL(smtpUrl).port));
    const failing = openServers({ ...common, smtpUrls: sinks.map(({ smtpUrl }) => smtpUrl) });
    const both = test.another({ mailer: failing, stopwatch: () => test.clock().getTime() });
    await Promise.all(sinks.map((sink) => sink.close()));
    test.addPeople(30);
    const { id } = await test.start();
    await test.workAll(both);
    expect(await both.progress(id)).to.include({
      state: 'paused',
      pausedBecause: 'delivery:paused.servers',
    });
    const back = await Promise.all(ports.map((port) => openSmtpSink({ port })));
    await both.resume(id, aStaffMember);
    test.clock.advance(SECOND_MS);
    await until(async () => {
      await test.workAll(both);
      test.clock.advance(SECOND_MS);
      return (await both.progress(id))!.state === 'finished';
    });
    expect(await test.states()).to.deep.equal({ accepted: 30 });
    expect(gotTwice(...back)).to.equal(0);
    await failing.close();
    await Promise.all(back.map((sink) => sink.close()));
  });

  it('DEL-6 a server that refuses our password rests, and the mailing goes on by the other', async () => {
    const locked = await openSmtpSink({ refusesLogin: true });
    const wrong = locked.smtpUrl.replace('smtp://', 'smtp://anna:wrong@');
    const one = openServers({ ...common, smtpUrls: [wrong, test.sink.smtpUrl] });
    test.addPeople(30);
    const { id } = await test.start();
    const both = test.another({ mailer: one, stopwatch: () => test.clock().getTime() });
    await test.workAll(both);
    expect(await both.progress(id)).to.include({ state: 'finished', accepted: 30 });
    expect((await both.pace.servers())[0]!.rest).to.include({ because: 'login' });
    await one.close();
    await locked.close();
  });

  it('DEL-6 in quiet hours a newsletter is frozen and waits, and says until when', async () => {
    test.clock.set(new Date('2027-03-01T22:00:00Z'));
    const night = onBoth();
    await night.pace.changeRates({ ...usualPace, quiet: { from: '22:00', to: '07:00' } });
    test.addPeople(10);
    const { id } = await test.start();
    await test.workAll(night);
    expect(await night.progress(id)).to.deep.include({
      ...{ state: 'sending', pending: 10 },
      waits: { why: 'quiet', until: new Date('2027-03-02T06:00:00Z') },
    });
    test.clock.set(new Date('2027-03-02T06:00:00Z'));
    await test.workAll(night);
    expect(await night.progress(id)).to.deep.include({ state: 'finished', accepted: 10, waits: null });
  });

  it('DEL-6 a batch under way stops where the quiet hours begin', async () => {
    test.clock.set(new Date('2027-03-01T20:59:59Z'));
    const night = onBoth();
    await night.pace.changeRates({ ...usualPace, quiet: { from: '22:00', to: '07:00' } });
    test.addPeople(40);
    await test.start();
    for (const sink of [test.sink, second]) {
      sink.afterData = () => (test.clock.set(new Date('2027-03-01T21:00:00Z')), 'take');
    }
    await test.workAll(night);
    expect(await test.states()).to.deep.equal({ accepted: 10, pending: 30 });
  });
});
