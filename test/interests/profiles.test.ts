/** Stored profiles and the table of product words: what is made again, by whom, and what follows a change. */
import { expect } from 'chai';
import { DAY_MS, dutchDay, HOUR_MS, plus } from '../../server/platform/clock/index.ts';
import type { Observation, ProductWord } from '../../server/interests/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { type LowerRooms, openLowerRooms } from '../support/lower-rooms.ts';

describe('Stored profiles', () => {
  let rooms: LowerRooms;
  beforeEach(async () => {
    rooms = await openLowerRooms();
  });
  afterEach(() => rooms.close());

  const stored = async () => {
    const all = new Map<SubscriberId, string>();
    for await (const { subscriber, topics } of rooms.interests.profiles())
      all.set(subscriber, topics.map(({ topic, strength }) => `${topic} ${strength}`).join(', '));
    return all;
  };
  const refresh = async () => {
    while (await rooms.interests.refreshProfiles());
  };
  const turns = () => rooms.db.connection.collection<{ _id: string; dueAt: Date | null }>('signal_turns');
  const table = (...list: readonly [string, string, ProductWord['kind']?][]) =>
    rooms.interests.setProductWords(list.map(([word, topic, kind = 'word']) => ({ word, topic, kind })));
  const order = async (id: SubscriberId, about: Partial<Observation>) =>
    rooms.interests.takeObservations([
      {
        ...{ source: 'order', at: rooms.clock(), products: [{ name: 'Rozenboeket' }] },
        ...about,
        email: (await rooms.subscribers.get(id)).email,
      },
    ]);
  const topicsOf = async (id: SubscriberId) =>
    (await rooms.interests.profile(id)).map(({ topic }) => topic).join(' ');
  const both = ['interests.told', 'interests.orders'];

  it('SEG-1 are made only of who changed, come person by person, and fall and end with time', async () => {
    const [told, ordered, quiet] = await rooms.addPeople(3, { agrees: both });
    await rooms.interests.noteTold(told!, ['roses', 'garden'], rooms.clock());
    await rooms.interests.noteOrders(ordered!, [{ topic: 'roses', at: rooms.clock() }]);
    await refresh();
    expect(await stored()).to.deep.equal(
      new Map(
        [told!, ordered!].sort().map((id) => [id, id === told ? 'garden 0.9, roses 0.9' : 'roses 0.5']),
      ),
    );
    expect((await stored()).has(quiet!)).to.equal(false);
    const due = await turns().findOne({ _id: ordered! });
    expect((await turns().findOne({ _id: told! }))!.dueAt).to.equal(null);
    rooms.clock.set(due!.dueAt!);
    await refresh();
    expect((await stored()).get(ordered!)).to.equal('roses 0.4');
    rooms.clock.advance(366 * DAY_MS);
    await refresh();
    expect([...(await stored()).keys()]).to.deep.equal([told]);
  });

  it('SEG-1 CON-12 lose what was collected for a purpose in the transaction that ends it', async () => {
    const id = await rooms.addPerson({ agrees: both });
    await rooms.interests.noteTold(id, ['roses'], rooms.clock());
    await rooms.interests.noteOrders(id, [{ topic: 'garden', at: rooms.clock() }]);
    await refresh();
    await rooms.decide(id, 'interests.orders', 'objected');
    expect((await stored()).get(id)).to.equal('roses 0.9');
    await rooms.interests.remove(id, 'roses');
    expect((await stored()).size).to.equal(0);
  });

  it('are shared by many workers, and none is left out', async () => {
    const people = await rooms.addPeople(60, { agrees: both, topics: ['roses'] });
    await Promise.all(Array.from({ length: 4 }, refresh));
    expect((await stored()).size).to.equal(people.length);
  });

  it('SEG-1 keep an order only within the term of the words that the person agreed to', async () => {
    const old = await rooms.consent.wording('interests.orders', 'nl');
    const [first, second] = await rooms.addPeople(2, { agrees: [] });
    const agree = async (id: SubscriberId, wording: string) =>
      rooms.consent.record(id, [
        {
          ...{ purpose: 'interests.orders', act: 'given', wording, language: 'nl', statementVersion: 1 },
          ...{ form: null, page: null, channel: 'page', actor: { kind: 'subscriber' }, at: rooms.clock() },
        },
      ]);
    await agree(first!, old.hash);
    rooms.clock.advance(1000);
    const words = { label: 'Kies op bestellingen', text: 'Na drie maanden vergeten we ze.' };
    await rooms.consent.wordings.publish('interests.orders', {
      ...{ wordings: { nl: words, en: words }, covers: { nl: 'Bestellingen', en: 'Orders' }, termMonths: 3 },
      ...{ change: 'same-meaning', reason: 'Korter', from: dutchDay(rooms.clock()), by: newId() },
    });
    await agree(second!, (await rooms.consent.wording('interests.orders', 'nl')).hash);
    const at = plus(rooms.clock(), -120 * DAY_MS);
    for (const id of [first!, second!]) await rooms.interests.noteOrders(id, [{ topic: 'roses', at }]);
    expect([await topicsOf(first!), await topicsOf(second!)]).to.deep.equal(['roses', '']);
  });

  describe('with a table of product words', () => {
    it('find topics by name, number and category', async () => {
      await table(['rozen', 'roses'], ['ROS-*', 'roses', 'sku'], ['BR 12', 'weddings', 'sku']);
      await table(['ROS-*', 'roses', 'sku'], ['Bruid', 'weddings', 'category']);
      const match = async (product: object) =>
        (await rooms.interests.matchProduct(product)).map(({ topic }) => topic).join(' ');
      expect(await match({ name: 'Boeket', sku: 'ros-1' })).to.equal('roses');
      expect(await match({ sku: 'BR12' })).to.equal('');
      expect(await match({ categories: ['Bloemen > BRUID', 'Tuin'] })).to.equal('weddings');
      const error = await table(['*', 'roses', 'sku']).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('name', 'Invalid');
    });

    it('follow an entry that moves to another topic, and lose what one found that is removed', async () => {
      await table(['rozen', 'roses'], ['boeket', 'garden']);
      const id = await rooms.addPerson({ agrees: both });
      const other = await rooms.addPerson({ agrees: both });
      for (const person of [id, other])
        await order(person, { products: [{ name: 'Rozen' }, { name: 'Boeket' }] });
      await rooms.interests.remove(other, 'weddings');
      expect(await topicsOf(id)).to.equal('garden roses');
      await table(['Rozen', 'weddings']);
      while (await rooms.interests.followTable());
      expect(await topicsOf(id)).to.equal('weddings');
      expect(await topicsOf(other)).to.equal('');
      expect((await stored()).get(id)).to.equal('weddings 0.5');
    });

    it('follow also what was stored by somebody who had read the table before it changed', async () => {
      await table(['rozen', 'roses']);
      const [entry] = await rooms.interests.productWords();
      const id = await rooms.addPerson({ agrees: both });
      await table();
      while (await rooms.interests.followTable());
      await rooms.interests.noteOrders(id, [{ topic: 'roses', at: rooms.clock(), entries: [entry!.id] }]);
      rooms.clock.advance(2 * HOUR_MS);
      while (await rooms.interests.followTable());
      expect(await topicsOf(id)).to.equal('');
      expect(await rooms.db.connection.collection('product_words').countDocuments()).to.equal(0);
    });

    it('keep what another entry says too, and what was told', async () => {
      await table(['rozen', 'roses'], ['rode', 'roses']);
      const id = await rooms.addPerson({ agrees: both });
      await order(id, { products: [{ name: 'Rode rozen' }] });
      await rooms.interests.noteTold(id, ['garden'], rooms.clock());
      await table(['rode', 'roses']);
      while (await rooms.interests.followTable());
      expect(await topicsOf(id)).to.equal('garden roses');
    });
  });

  it('SEG-1 count an order once, by its number, on the day on which it was first seen', async () => {
    await table(['rozen', 'roses']);
    const id = await rooms.addPerson({ agrees: both });
    const at = plus(rooms.clock(), -5 * DAY_MS);
    expect(await order(id, { order: '#1001', at })).to.deep.equal(['kept']);
    expect(await order(id, { order: '#1001' })).to.deep.equal(['kept']);
    const [interest] = await rooms.interests.profile(id);
    expect(interest!.signals.map(({ observedAt }) => observedAt)).to.deep.equal([at]);
    const kept = await rooms.db.connection.collection('signals').findOne({ subscriber: id });
    expect(JSON.stringify(kept)).not.to.match(/1001|Rozen|boeket/i);
  });

  it('count what fits no topic, without the person, from three times on', async () => {
    const [yes, no] = [await rooms.addPerson({ agrees: both }), await rooms.addPerson({ agrees: [] })];
    const names = (products: readonly string[]) => ({ products: products.map((name) => ({ name })) });
    for (let n = 0; n < 3; n += 1)
      await order(yes, names(['Gieter', 'Lint voor anna@shop.test', ...(n === 0 ? ['Vaas'] : [])]));
    for (let n = 0; n < 3; n += 1) await order(no, names(['Emmer']));
    const rows = await rooms.db.connection.collection('unmatched_products').find().toArray();
    expect(rows.map(({ name, times }) => `${name} ${times}`)).to.have.members(['Gieter 3', 'Vaas 1']);
    expect(JSON.stringify(rows)).not.to.include(yes);
  });
});
