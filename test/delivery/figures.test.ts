import { expect } from 'chai';
import { guardedParts } from '../../server/delivery/figures/guard-parts.ts';
import { providerOf } from '../../server/delivery/figures/providers.ts';
import { timelineOf } from '../../server/delivery/figures/timeline.ts';
import { HOUR_MS, MINUTE_MS, plus, plusMonths, SECOND_MS } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { aStaffMember, openADelivery, type ADelivery } from './a-delivery.ts';

describe('delivery: the figures of a mailing', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  const move = (person: SubscriberId, email: string) =>
    test.people.set(person, { ...test.people.get(person)!, email });

  it('DEL-7 tell where each row is, what refusals said, which server and which provider answered', async () => {
    const people = test.addPeople(20);
    for (const person of people.slice(0, 4)) move(person, `${person}@gmail.com`);
    move(people[4]!, `${people[4]!}@hotmail.com`);
    test.sink.toRecipient = (to) => {
      if (to.startsWith(people[0]!)) return '550 5.1.1 No such user';
      if (to.startsWith(people[4]!)) return '552 5.2.2 Full';
      if (to === 'p5@example.org') return '450 4.2.0 Later';
      return to === 'p6@example.org' ? '550 5.7.1 Not you' : null;
    };
    test.sink.afterData = (to) => (to === 'p7@example.org' ? 'say nothing' : 'take');
    const { id } = await test.start();
    await test.workAll();
    const figures = (await test.delivery.figures(id))!;
    expect(figures).to.deep.include({
      state: 'sending',
      total: 20,
      remaining: 1,
      perMinute: 38,
      expectedEnd: null,
    });
    expect(figures.outcomes).to.deep.equal({
      ...{ accepted: 15, refused: 3, uncertain: 1, skipped: 0, again: 1, pending: 0 },
    });
    expect(figures.refused).to.include({ unknown: 1, full: 1, policy: 1, temporary: 0, other: 0 });
    expect(figures.uncertain).to.deep.equal({ broke: 1, lost: 0 });
    expect(figures.providers).to.deep.equal([
      { name: 'other', accepted: 12, refused: 1, again: 1, uncertain: 1 },
      { name: 'Google', accepted: 3, refused: 1, again: 0, uncertain: 0 },
      { name: 'Microsoft', accepted: 0, refused: 1, again: 0, uncertain: 0 },
    ]);
    const name = test.sink.smtpUrl.replace('smtp://', '');
    expect(figures.servers).to.deep.equal([{ name, accepted: 15, refused: 3, again: 1, uncertain: 1 }]);
    const kept = JSON.stringify(await test.rows());
    expect(kept).to.contain('Google').and.not.to.contain('gmail').and.not.to.contain('example.org');
  });

  it('DEL-7 say how fast it goes, and when everybody will have been tried', async () => {
    test.addPeople(40);
    const { id } = await test.start();
    await test.delivery.work();
    test.clock.advance(MINUTE_MS);
    const figures = (await test.delivery.figures(id))!;
    expect(figures).to.deep.include({ perMinute: 20, remaining: 20 });
    expect(figures.expectedEnd).to.deep.equal(plus(test.clock(), MINUTE_MS));
    await test.delivery.pause(id, aStaffMember);
    expect(await test.delivery.figures(id)).to.include({ perMinute: null, expectedEnd: null, remaining: 20 });
  });

  it('SEG-6 hide skipped people below k, and one more number where the hidden one would follow', async () => {
    test.k = 3;
    const people = test.addPeople(12);
    const { id } = await test.start();
    let sent = 0;
    test.sink.afterData = () => {
      if ((sent += 1) === 1) {
        for (const person of people.slice(6, 8)) test.held.set(person, { paused: true, quietMs: 0 });
        for (const person of people.slice(8)) test.answers.set(person, 'no');
      }
      test.elapsedMs += SECOND_MS;
      return 'take';
    };
    await test.workAll();
    const { outcomes, skipped } = (await test.delivery.figures(id))!;
    expect(outcomes).to.include({ accepted: 6, skipped: 6 });
    expect(skipped).to.deep.equal({
      ...{ paused: 'too-few', frequency: 0, left: 'too-few', suppressed: 0, cancelled: 0, gone: 0 },
    });
    expect(guardedParts({ a: 2, b: 1, c: 9 }, 3)).to.deep.equal({ a: 'too-few', b: 'too-few', c: 9 });
    expect(guardedParts({ a: 0, b: 5, c: 9 }, 3)).to.deep.equal({ a: 0, b: 5, c: 9 });
  });

  it('PRIV-6 stay when the rows have gone, and are counted once in two seconds before', async () => {
    test.addPeople(6);
    test.sink.toRecipient = (to) => (to === 'p1@example.org' ? '450 4.2.0 Later' : null);
    const { id } = await test.start();
    await test.workAll();
    const accepted = async () => (await test.delivery.figures(id))!.outcomes.accepted;
    expect(await accepted()).to.equal(5);
    test.sink.toRecipient = () => null;
    await test.db.connection.collection('recipients').updateMany({}, { $set: { nextTryAt: test.clock() } });
    await test.db.connection
      .collection('mailing_batches')
      .updateMany({}, { $set: { notBefore: test.clock() } });
    await test.delivery.work();
    test.clock.advance(HOUR_MS);
    const before = (await test.delivery.figures(id))!;
    expect(before).to.deep.include({ state: 'finished', total: 6, perMinute: null });
    test.clock.set(plusMonths(test.clock(), 25));
    while (await test.delivery.forgetOld());
    expect(await test.rows()).to.be.empty;
    expect(await test.delivery.figures(id)).to.deep.equal(before);
  });

  it('draw acceptances in at most sixty steps, those without any included', () => {
    const start = new Date('2026-03-01T12:00:00Z');
    const minutes = (...at: number[]) => at.map((n) => ({ at: plus(start, n * MINUTE_MS), accepted: 2 }));
    expect(timelineOf([])).to.deep.equal({ stepMs: 0, points: [] });
    expect(timelineOf(minutes(2, 0))).to.deep.equal({
      stepMs: MINUTE_MS,
      points: [2, 0, 2].map((accepted, n) => ({ from: plus(start, n * MINUTE_MS), accepted })),
    });
    for (const last of [58, 59, 60, 119, 700, 4320, 50_000, 900_000]) {
      const { points, stepMs } = timelineOf(minutes(0, 7, last));
      expect(points.length, `over ${last} minutes`).to.be.within(10, 60);
      expect(points.reduce((sum, { accepted }) => sum + accepted, 0)).to.equal(6);
      expect(points.at(-1)!.from.getTime()).to.be.at.most(start.getTime() + last * MINUTE_MS);
      expect(stepMs % MINUTE_MS).to.equal(0);
    }
  });

  it('know the ten biggest providers, and no other domain', () => {
    expect(['a@gmail.com', 'a@XS4ALL.nl', 'a@live.nl'].map(providerOf)).to.deep.equal([
      ...['Google', 'KPN', 'Microsoft'],
    ]);
    expect(['anna@jansen.nl', 'a@notgmail.com'].map(providerOf)).to.deep.equal(['other', 'other']);
  });
});
