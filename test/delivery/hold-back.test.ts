import { expect } from 'chai';
import { DAY_MS } from '../../server/platform/clock/index.ts';
import { aStaffMember, aMailing, openADelivery, type ADelivery } from './a-delivery.ts';

const monthly = { paused: false, quietMs: 27.5 * DAY_MS };

describe('Who wants fewer mails, or none for a while', () => {
  let test: ADelivery;
  before(async () => {
    test = await openADelivery();
  });
  after(() => test.close());
  afterEach(() => test.clear());

  const send = async () => {
    test.sink.mails.length = 0;
    const { id } = await test.start();
    await test.workAll();
    return (await test.delivery.progress(id))!;
  };

  it('gets one newsletter in four weeks, of whatever mailing, and the report says how many were skipped', async () => {
    const [anna, bob] = test.addPeople(2);
    test.held.set(anna!, monthly);
    expect((await send()).accepted).to.equal(2);
    test.clock.advance(27 * DAY_MS);
    const second = await send();
    expect(test.got()).to.deep.equal([test.people.get(bob!)!.email]);
    expect(second).to.deep.include({ total: 2, accepted: 1, skipped: 1, pending: 0 });
    expect(second.held).to.deep.equal({ paused: 3, frequency: 1 });
    test.clock.advance(DAY_MS);
    expect((await send()).accepted).to.equal(2);
  });

  it('gets service mails all the same, and those do not count', async () => {
    const [anna] = test.addPeople(1);
    test.held.set(anna!, monthly);
    for (const _ of [1, 2]) {
      await test.delivery.start({ ...aMailing(), purpose: null }, test.clock());
      await test.workAll();
    }
    expect(test.got()).to.have.length(2);
    expect((await send()).accepted).to.equal(1);
  });

  it('counts a mail that may have arrived', async () => {
    const [anna] = test.addPeople(1);
    test.held.set(anna!, monthly);
    test.sink.afterData = () => 'hang up';
    expect((await send()).uncertain).to.equal(1);
    test.sink.afterData = () => 'take';
    expect((await send()).held.frequency).to.equal(1);
  });

  it('is asked again at the hand-over: a break or another mailing in between holds the mail back', async () => {
    const [anna, bob, carla] = test.addPeople(3);
    const mailing = await test.start();
    // Frozen, and then it waits, because no mail could be made.
    await test.workAll(test.another({ source: { render: () => Promise.reject(new Error('not now')) } }));
    await test.delivery.resume(mailing.id, aStaffMember);
    test.held.set(anna!, { paused: true, quietMs: 0 });
    test.held.set(bob!, monthly);
    await test.workAll();
    expect(test.got()).to.have.members([bob!, carla!].map((id) => test.people.get(id)!.email));
    expect((await test.rows()).find(({ s }) => s === anna)).to.include({ state: 'skipped', code: 'paused' });
  });

  it('SEG-6 hides how many were skipped where those are too few', async () => {
    const [anna] = test.addPeople(1);
    test.held.set(anna!, monthly);
    await send();
    test.k = 4;
    expect((await send()).held).to.deep.equal({ paused: 'too-few', frequency: 'too-few' });
  });

  it('is found by indexes, of which none is on the person alone', async () => {
    const [anna] = test.addPeople(1);
    test.held.set(anna!, monthly);
    const database = test.db.connection.db!;
    await database.command({ profile: 2 });
    expect((await send()).accepted).to.equal(1);
    expect((await test.delivery.mailsTo(anna!)).length).to.equal(1);
    await database.command({ profile: 0 });
    const asked = database.collection('system.profile').find({ op: 'query', ns: /recipients$|mailings$/ });
    const plans = (await asked.toArray()).map(({ planSummary }) => String(planSummary));
    // Other files of this process use the database after this one.
    await database.dropCollection('system.profile');
    expect(plans.filter((plan) => plan.includes('_id: 1')).length).to.be.at.least(2);
    expect(plans.join()).to.not.include('COLLSCAN');
    const indexes = await database.collection('recipients').indexes();
    expect(indexes.map(({ name }) => name)).to.have.members(['_id_', '_id.m_1_batch_1_place_1']);
  });
});
