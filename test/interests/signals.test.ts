/** Signals: only with consent, for as long as the purpose allows, gone with the consent (SEG-1). */
import { expect } from 'chai';
import { DAY_MS, plus, plusMonths } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { openLowerRooms, type LowerRooms } from '../support/lower-rooms.ts';

describe('Signals of interest', () => {
  let rooms: LowerRooms;
  before(async () => {
    rooms = await openLowerRooms();
  });
  after(() => rooms.close());

  const daysAgo = (days: number) => plus(rooms.clock(), -days * DAY_MS);
  const topicsOf = async (id: SubscriberId) =>
    (await rooms.interests.profile(id)).map(({ topic, signals }) => `${topic} ${signals.length}`);
  const interestedIn = async (topic: string, purpose?: string) => {
    const ids: SubscriberId[] = [];
    for await (const id of rooms.interests.interestedIn(topic, purpose)) ids.push(id);
    return ids;
  };

  it('SEG-1 have a source, a purpose, a date and an expiry that belongs to the purpose', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.told', 'interests.orders'] });
    const toldAt = daysAgo(3);
    const orderedAt = daysAgo(9);
    await rooms.interests.noteTold(id, ['roses'], toldAt);
    expect(await rooms.interests.noteOrders(id, [{ topic: 'roses', at: orderedAt }])).to.equal(1);
    expect(await rooms.interests.profile(id)).to.deep.equal([
      {
        topic: 'roses',
        strength: 0.948,
        signals: [
          {
            ...{ subscriber: id, topic: 'roses', source: 'told', purpose: 'interests.told' },
            ...{ observedAt: toldAt, expiresAt: null },
          },
          {
            ...{ subscriber: id, topic: 'roses', source: 'order', purpose: 'interests.orders' },
            ...{ observedAt: orderedAt, expiresAt: plusMonths(orderedAt, 12) },
          },
        ],
      },
    ]);
  });

  it('SEG-1 are not stored without that consent', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.orders'] });
    const error = await rooms.interests.noteTold(id, ['roses'], rooms.clock()).catch((thrown) => thrown);
    expect(error).to.have.property('name', 'Forbidden');
    const other = await rooms.addPerson({ agrees: ['interests.told'] });
    expect(await rooms.interests.noteOrders(other, [{ topic: 'roses', at: rooms.clock() }])).to.equal(0);
    expect([...(await topicsOf(id)), ...(await topicsOf(other))]).to.deep.equal([]);
  });

  it('SEG-1 of orders older than the term are not stored', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.orders'] });
    const orders = [
      { topic: 'roses', at: daysAgo(370) },
      { topic: 'garden', at: daysAgo(300) },
    ];
    expect(await rooms.interests.noteOrders(id, orders)).to.equal(1);
    expect(await topicsOf(id)).to.deep.equal(['garden 1']);
  });

  for (const act of ['withdrawn', 'objected', 'lapsed', 'refused'] as const) {
    it(`SEG-1 go in the transaction of a decision '${act}', and only those of its purpose`, async () => {
      const id = await rooms.addPerson({ agrees: ['interests.told', 'interests.orders'] });
      await rooms.interests.noteTold(id, ['roses'], rooms.clock());
      await rooms.interests.noteOrders(id, [{ topic: 'garden', at: daysAgo(1) }]);
      await rooms.decide(id, 'interests.orders', act);
      expect(await topicsOf(id)).to.deep.equal(['roses 1']);
    });
  }

  it('UX-3 told in the very transaction of their consent are all there, or nothing is', async () => {
    const [id, other] = [await rooms.addPerson({}), await rooms.addPerson({})];
    const tell = (who: SubscriberId, topic: string) =>
      rooms.decide(who, 'interests.told', 'given', (tx) =>
        rooms.interests.noteTold(who, [topic], rooms.clock(), tx),
      );
    await tell(id, 'roses');
    expect(await topicsOf(id)).to.deep.equal(['roses 1']);
    const error = await tell(other, 'tulips').catch((thrown: unknown) => thrown);
    expect(error).to.have.property('name', 'Invalid');
    expect(await rooms.consent.agreedTo(other, 'interests.told')).to.equal(false);
  });

  it('SEG-1 stay when a newsletter is withdrawn', async () => {
    const id = await rooms.addPerson({ topics: ['roses'] });
    await rooms.decide(id, 'newsletter.weekly.email', 'withdrawn');
    expect(await topicsOf(id)).to.deep.equal(['roses 1']);
  });

  it('SEG-1 do not come back when the consent is given again', async () => {
    const id = await rooms.addPerson({ topics: ['roses'] });
    await rooms.decide(id, 'interests.told', 'withdrawn');
    await rooms.decide(id, 'interests.told', 'given');
    expect(await topicsOf(id)).to.deep.equal([]);
  });

  it('SEG-1 do not survive a withdrawal that happens while they are noted', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await rooms.addPerson({ agrees: ['interests.orders'] });
      await Promise.all([
        rooms.interests.noteOrders(id, [{ topic: 'roses', at: daysAgo(1) }]),
        rooms.decide(id, 'interests.orders', 'withdrawn'),
      ]);
      expect(await topicsOf(id)).to.deep.equal([]);
    }
  });

  it('SEG-1 come in many at once: of nobody who withdraws meanwhile, and once where the same list comes twice', async () => {
    const ids = await rooms.addPeople(30, { agrees: ['interests.told'] });
    const people = [...(await rooms.subscribers.findMany(ids)).values()];
    const [leaver] = ids;
    const list = people.flatMap(({ email }) =>
      ['roses', 'roses', 'garden'].map(
        (topic) => ({ email, source: 'account', at: daysAgo(1), products: [], topics: [topic] }) as const,
      ),
    );
    const [first, second] = await Promise.all([
      rooms.interests.takeObservations(list),
      rooms.interests.takeObservations(list),
      rooms.decide(leaver!, 'interests.told', 'withdrawn'),
    ]);
    expect(await topicsOf(leaver!)).to.deep.equal([]);
    for (const id of ids.slice(1)) expect(await topicsOf(id)).to.have.members(['garden 1', 'roses 1']);
    for (const outcomes of [first, second])
      expect(outcomes.filter((_, place) => people[Math.floor(place / 3)]!.id !== leaver)).to.deep.equal(
        Array.from({ length: 87 }, () => 'kept'),
      );
  });

  it('of orders are forgotten after twelve months, those told are not', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.told', 'interests.orders'] });
    const start = rooms.clock();
    await rooms.interests.noteTold(id, ['roses'], start);
    await rooms.interests.noteOrders(id, [{ topic: 'weddings', at: start }]);
    rooms.clock.set(plus(plusMonths(start, 12), -1));
    expect(await topicsOf(id)).to.deep.equal(['roses 1', 'weddings 1']);
    rooms.clock.set(plusMonths(start, 12));
    expect(await topicsOf(id)).to.deep.equal(['roses 1']);
    expect(await interestedIn('weddings')).to.not.include(id);
    expect(await rooms.interests.forgetExpired()).to.be.greaterThan(0);
    expect(await rooms.interests.forgetExpired()).to.equal(0);
    rooms.clock.set(start);
    expect(await topicsOf(id)).to.deep.equal(['roses 1']);
  });

  it('are one a topic, source and day, however often they are noted', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.told', 'interests.orders'] });
    const orders = [
      { topic: 'roses', at: daysAgo(2) },
      { topic: 'roses', at: daysAgo(2) },
      { topic: 'roses', at: daysAgo(1) },
    ];
    expect(await rooms.interests.noteOrders(id, orders)).to.equal(2);
    expect(await rooms.interests.noteOrders(id, orders)).to.equal(0);
    await rooms.interests.noteTold(id, ['roses'], daysAgo(2));
    await rooms.interests.noteTold(id, ['roses', 'garden'], daysAgo(1));
    expect(await topicsOf(id)).to.deep.equal(['garden 1', 'roses 3']);
  });

  it('of an unknown topic are refused when told, and passed over in orders', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.told', 'interests.orders'] });
    const error = await rooms.interests.noteTold(id, ['tulips'], rooms.clock()).catch((thrown) => thrown);
    expect(error).to.have.property('name', 'Invalid');
    expect(await rooms.interests.noteOrders(id, [{ topic: 'tulips', at: rooms.clock() }])).to.equal(0);
  });

  it('can be removed by topic', async () => {
    const id = await rooms.addPerson({ topics: ['roses', 'garden'] });
    await rooms.interests.remove(id, 'roses');
    expect(await topicsOf(id)).to.deep.equal(['garden 1']);
  });

  it('stay removed when the same orders are read again, until a newer order', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.told', 'interests.orders'] });
    const orders = ['roses', 'garden'].map((topic) => ({ topic, at: daysAgo(2) }));
    await rooms.interests.noteOrders(id, orders);
    await rooms.interests.remove(id, 'roses');
    expect(await rooms.interests.noteOrders(id, orders)).to.equal(0);
    expect(await topicsOf(id)).to.deep.equal(['garden 1']);
    rooms.clock.advance(DAY_MS);
    expect(await rooms.interests.noteOrders(id, [{ topic: 'roses', at: rooms.clock() }])).to.equal(1);
    expect(await rooms.interests.noteOrders(id, orders)).to.equal(0);
  });

  it('of a removed topic count again once the person tells it again', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.told', 'interests.orders'] });
    await rooms.interests.remove(id, 'roses');
    await rooms.interests.noteTold(id, ['roses'], rooms.clock());
    expect(await rooms.interests.noteOrders(id, [{ topic: 'roses', at: daysAgo(2) }])).to.equal(1);
    expect(await topicsOf(id)).to.deep.equal(['roses 2']);
  });

  it('PRIV-1 PRIV-3 PRIV-6 that were removed are in the export, are erased, and are forgotten after 12 months', async () => {
    const start = rooms.clock();
    const [kept, erased] = [await rooms.addPerson({}), await rooms.addPerson({})];
    for (const id of [kept, erased]) await rooms.interests.remove(id, 'roses');
    const removedTopics = [{ topic: 'roses', removedAt: start.toISOString() }];
    expect(await rooms.interests.holder.export(kept)).to.deep.equal({
      signals: [],
      strengths: {},
      removedTopics,
    });
    await rooms.db.transaction((tx) => rooms.interests.holder.erase(erased, tx));
    expect((await rooms.interests.holder.export(erased))['removedTopics']).to.deep.equal([]);
    rooms.clock.set(plusMonths(start, 11));
    await rooms.interests.forgetExpired();
    expect((await rooms.interests.holder.export(kept))['removedTopics']).to.deep.equal(removedTopics);
    rooms.clock.set(plusMonths(start, 12));
    await rooms.interests.forgetExpired();
    expect((await rooms.interests.holder.export(kept))['removedTopics']).to.deep.equal([]);
    rooms.clock.set(start);
  });

  it('find each person once, and by purpose where that is asked', async () => {
    const id = await rooms.addPerson({ agrees: ['interests.told', 'interests.orders'] });
    const orders = [1, 2, 3].map((days) => ({ topic: 'weddings', at: daysAgo(days) }));
    await rooms.interests.noteOrders(id, orders);
    expect((await interestedIn('weddings')).filter((found) => found === id)).to.have.length(1);
    expect(await interestedIn('weddings', 'interests.orders')).to.include(id);
    expect(await interestedIn('weddings', 'interests.told')).to.not.include(id);
  });

  it('PRIV-1 PRIV-3 are in the export with source and dates, and go with an erasure', async () => {
    const id = await rooms.addPerson({ topics: ['roses'] });
    const { signals } = await rooms.interests.holder.export(id);
    expect(signals).to.deep.equal([
      {
        ...{ topic: 'roses', source: 'told', purpose: 'interests.told', expiresAt: null },
        observedAt: rooms.clock().toISOString(),
      },
    ]);
    await rooms.db.transaction((tx) => rooms.interests.holder.erase(id, tx));
    expect(await rooms.interests.holder.export(id)).to.deep.equal({
      signals: [],
      strengths: {},
      removedTopics: [],
    });
  });
});
