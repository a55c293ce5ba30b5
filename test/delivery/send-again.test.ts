import { expect } from 'chai';
import { MINUTE_MS } from '../../server/platform/clock/index.ts';
import { Conflict } from '../../server/platform/errors/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { aStaffMember, openADelivery, refusal, type ADelivery } from './a-delivery.ts';

describe('delivery: sending to the uncertain again', function () {
  this.timeout(60_000);
  let test: ADelivery;
  before(async () => (test = await openADelivery()));
  afterEach(() => test.clear());
  after(() => test.close());

  const by = aStaffMember;

  /** A mailing to 30 people of whom 4 are uncertain in the end. */
  const withDoubt = async () => {
    const people = test.addPeople(30);
    test.sink.afterData = (to) => (/p(2|11|12|29)@/.test(to) ? 'say nothing' : 'take');
    const { id } = await test.start();
    await test.workAll();
    test.sink.afterData = () => 'take';
    return { id, doubtful: [2, 11, 12, 29].map((number) => people[number]!) };
  };
  const rowOf = async (person: SubscriberId) => (await test.rows()).find(({ s }) => s === person)!;

  it('DEL-2 a finished mailing goes on for all of them, and only for them', async () => {
    const { id, doubtful } = await withDoubt();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 26, uncertain: 4 });
    expect(await test.delivery.sendAgain(id, 'all', by)).to.equal(4);
    expect(await test.delivery.progress(id)).to.include({ state: 'sending', accepted: 26, pending: 4 });
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 30, uncertain: 0 });
    expect((await test.delivery.figures(id))!.outcomes).to.include({ accepted: 30, uncertain: 0 });
    expect(test.got()).to.have.length(30);
    expect(new Set(test.got()).size).to.equal(30);
    expect(test.told).to.deep.equal([id, id]);
    const at = test.clock();
    expect((await rowOf(doubtful[0]!))['sentAgain']).to.deep.equal({ by: by.id, at });
    expect(await test.delivery.events(id)).to.deep.equal([{ what: 'sent-again', at, by, people: 4 }]);
  });

  it('DEL-2 one by one: the others stay uncertain', async () => {
    const { id, doubtful } = await withDoubt();
    expect(await test.delivery.sendAgain(id, doubtful.slice(1, 2), by)).to.equal(1);
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 27, uncertain: 3 });
    expect((await rowOf(doubtful[1]!)).state).to.equal('accepted');
    const people = [...test.people.keys()];
    expect(await refusal(test.delivery.sendAgain(id, people.slice(0, 2), by))).to.be.instanceOf(Conflict);
    expect(test.got()).to.have.length(27);
  });

  it('MAIL-13 consent is asked again', async () => {
    const { id, doubtful } = await withDoubt();
    test.answers.set(doubtful[3]!, 'no');
    await test.delivery.sendAgain(id, 'all', by);
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 29, skipped: 1 });
  });

  it('DEL-4 what is uncertain once more is uncertain again, and a paused mailing stays paused', async () => {
    const { id } = await withDoubt();
    await test.delivery.sendAgain(id, 'all', by);
    await test.delivery.pause(id, by);
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'paused', pending: 4 });
    await test.delivery.resume(id, by);
    test.sink.afterData = (to) => (to === 'p2@example.org' ? 'say nothing' : 'take');
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'finished', accepted: 29, uncertain: 1 });
    expect((await test.delivery.events(id)).map(({ what }) => what)).to.deep.equal([
      ...['sent-again', 'paused', 'resumed'],
    ]);
  });

  it('DEL-5 while others wait for their next try, theirs does not', async () => {
    test.addPeople(4);
    test.sink.toRecipient = (to) => (to === 'p0@example.org' ? '450 4.2.0 Later' : null);
    test.sink.afterData = (to) => (to === 'p1@example.org' ? 'say nothing' : 'take');
    const { id } = await test.start();
    await test.workAll();
    test.sink.afterData = () => 'take';
    test.clock.advance(MINUTE_MS);
    expect(await test.delivery.sendAgain(id, 'all', by)).to.equal(1);
    await test.workAll();
    expect(await test.delivery.progress(id)).to.include({ state: 'sending', accepted: 3, pending: 1 });
  });

  it('DEL-4 nothing is sent again of a cancelled mailing, or where nobody is uncertain', async () => {
    test.addPeople(3);
    const { id } = await test.start();
    await test.workAll();
    expect(await refusal(test.delivery.sendAgain(id, 'all', by))).to.be.instanceOf(Conflict);
    const { id: other } = await withDoubt();
    await test.db.connection
      .collection('mailings')
      .updateOne({ _id: other as never }, { $set: { state: 'cancelled' } });
    expect(await refusal(test.delivery.sendAgain(other, 'all', by))).to.be.instanceOf(Conflict);
    expect((await test.states())['uncertain']).to.equal(4);
  });
});
