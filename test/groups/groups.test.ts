/** Groups by their door: guarded counts that stay the same all day, and nothing that lists members. */
import { expect } from 'chai';
import type { PurposeKey } from '../../server/consent/index.ts';
import type { Count, Rule } from '../../server/groups/index.ts';
import { DAY_MS } from '../../server/platform/clock/index.ts';
import { newId, type GroupId, type MailingId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { openLowerRooms, type LowerRooms } from '../support/lower-rooms.ts';

const topic = (value: string): Rule => ({ field: 'topic', value });
const dutch: Rule = { field: 'language', value: 'nl' };
const english: Rule = { field: 'language', value: 'en' };
const tooFew: Count = { kind: 'too-few', k: 10 };
const people = (number: number): Count => ({ kind: 'count', people: number });

describe('Groups', () => {
  let rooms: LowerRooms;
  let audiences = 0;
  before(async () => {
    rooms = await openLowerRooms();
  });
  after(() => rooms.close());

  const newAudience = () => rooms.addAudience(`letter-${(audiences += 1)}`);
  const readers = (audience: PurposeKey, count: number, language: 'nl' | 'en' = 'nl') =>
    rooms.addPeople(count, { agrees: [audience], language });
  const lovers = (audience: PurposeKey, count: number, ...topics: string[]) =>
    rooms.addPeople(count, { agrees: [audience, 'interests.told'], topics });
  const resolve = async (audience: PurposeKey, groups: readonly GroupId[], ids: readonly SubscriberId[]) =>
    (await rooms.groups.resolve(newId<MailingId>(), groups, audience))(ids);

  it('SEG-2 answer ‘fewer than k’ and nothing more below k people', async () => {
    const audience = await newAudience();
    await readers(audience, 20);
    await lovers(audience, 9, 'roses');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(tooFew);
    expect(await rooms.groups.count(topic('garden'), audience)).to.deep.equal(tooFew);
  });

  it('SEG-2 are counted from k people on', async () => {
    const audience = await newAudience();
    await readers(audience, 15);
    await lovers(audience, 10, 'roses');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(10));
  });

  it('SEG-2 keep a floor of 10 under k, whatever the settings say', async () => {
    await rooms.settings.change({ minimumGroup: 2 });
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 5, 'roses');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(tooFew);
  });

  it('SEG-2 below k fit nobody when a mail is sent', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    const few = await lovers(audience, 9, 'weddings');
    const { id } = await rooms.groups.create({ name: 'Too small to send to', rule: topic('weddings') });
    expect(await resolve(audience, [id], few)).to.deep.equal(new Map());
  });

  it('SEG-3 are not counted when 1 to k-1 people of the audience are outside', async () => {
    const audience = await newAudience();
    await readers(audience, 9, 'en');
    await readers(audience, 15, 'nl');
    expect(await rooms.groups.count(dutch, audience)).to.deep.equal(tooFew);
  });

  it('SEG-3 are counted when nobody is outside', async () => {
    const audience = await newAudience();
    await readers(audience, 12, 'nl');
    expect(await rooms.groups.count(dutch, audience)).to.deep.equal(people(12));
    expect(await rooms.groups.count(english, audience)).to.deep.equal(tooFew);
  });

  it('SEG-4 refuse a definition that differs by a few people from one counted today, and name that one', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 12, 'roses', 'garden', 'weddings');
    await lovers(audience, 3, 'garden');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(12));
    const refused = { ...tooFew, clashesWith: topic('roses') };
    expect(await rooms.groups.count(topic('garden'), audience)).to.deep.equal(refused);
    // The very same people are no secret: the number is known already.
    expect(await rooms.groups.count(topic('weddings'), audience)).to.deep.equal(people(12));
    rooms.clock.advance(DAY_MS);
    expect(await rooms.groups.count(topic('garden'), audience)).to.deep.equal(people(15));
  });

  it('SEG-4 give only one of two numbers that are asked for at the same time and differ by a few people', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 12, 'roses', 'garden');
    await lovers(audience, 2, 'garden');
    const answers = await Promise.all(
      ['roses', 'garden', 'roses', 'garden'].map((one) => rooms.groups.count(topic(one), audience)),
    );
    expect(answers.slice(0, 2).map(({ kind }) => kind)).to.have.members(['count', 'too-few']);
    expect(answers.slice(2)).to.deep.equal(answers.slice(0, 2));
  });

  it('SEG-5 give the same answer all day, so that one person joining does not show', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 11, 'roses');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(11));
    await lovers(audience, 1, 'roses', 'garden');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(11));
    rooms.clock.advance(DAY_MS);
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(12));
  });

  it('SEG-5 do not show one person joining by another definition either', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 11, 'roses', 'garden');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(11));
    await lovers(audience, 1, 'roses', 'garden');
    const refused = { ...tooFew, clashesWith: topic('roses') };
    expect(await rooms.groups.count(topic('garden'), audience)).to.deep.equal(refused);
  });

  it('SEG-6 have no function that lists members', () => {
    const functions = [
      'list',
      'get',
      'create',
      'rename',
      'remove',
      'count',
      'openToAll',
      'resolve',
      'confirm',
      'describe',
    ];
    expect(Object.keys(rooms.groups)).to.have.members([...functions, 'routes', 'holder']);
    expect(rooms.groups.resolve.length, 'resolve takes a mailing').to.equal(3);
    expect(rooms.groups.confirm.length, 'confirm takes a mailing').to.equal(2);
  });

  it('SEG-6 keep no member in the database by id', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    const ids = await lovers(audience, 12, 'roses');
    await rooms.groups.count(topic('roses'), audience);
    for (const name of ['groups', 'counted_definitions', 'counting_turns']) {
      const rows = JSON.stringify(await rooms.db.connection.collection(name).find().toArray());
      expect(ids.filter((id) => rows.includes(id))).to.deep.equal([]);
    }
  });

  it('SEG-6 SEG-7 tell delivery, for the people it names, the first group that fits', async () => {
    const audience = await newAudience();
    const plain = await readers(audience, 12);
    const both = await lovers(audience, 10, 'roses', 'garden');
    const gardeners = await lovers(audience, 10, 'garden');
    const roses = await rooms.groups.create({ name: 'Rose lovers', rule: topic('roses') });
    const garden = await rooms.groups.create({ name: 'Gardeners', rule: topic('garden') });
    const gone = newId<GroupId>();
    const found = await resolve(
      audience,
      [gone, roses.id, garden.id],
      [plain[0]!, both[0]!, gardeners[0]!, newId<SubscriberId>()],
    );
    expect([...found]).to.deep.equal([
      [both[0], roses.id],
      [gardeners[0], garden.id],
    ]);
  });

  it('CON-12 tell delivery at the hand-over who is still in the group of the freeze', async () => {
    const audience = await newAudience();
    const interested = ['interests.told', 'interests.orders'];
    const order = [{ topic: 'roses', at: rooms.clock() }];
    const [loyal, withdrawn, removed, plain] = await rooms.addPeople(4, {
      agrees: [audience, ...interested],
    });
    for (const id of [loyal!, withdrawn!]) await rooms.interests.noteOrders(id, order);
    for (const id of [removed!, withdrawn!])
      await rooms.interests.noteTold(id, [id === removed ? 'roses' : 'garden'], rooms.clock());
    const roses = await rooms.groups.create({ name: 'Still rose lovers', rule: topic('roses') });
    const all = await rooms.groups.create({ name: 'Still Dutch', rule: dutch });
    const gone = newId<GroupId>();
    const confirm = await rooms.groups.confirm(newId<MailingId>(), [roses.id, all.id, gone]);
    const inRoses = new Map([loyal!, withdrawn!, removed!].map((id) => [id, roses.id]));
    expect([...(await confirm(inRoses))]).to.have.members([loyal, withdrawn, removed]);

    await rooms.decide(withdrawn!, 'interests.orders', 'withdrawn');
    await rooms.interests.remove(removed!, 'roses');
    expect([...(await confirm(inRoses))]).to.have.members([loyal]);
    const others = new Map([[plain!, all.id]]).set(loyal!, gone);
    expect([...(await confirm(others))]).to.have.members([plain]);
  });

  it('SEG-8 look at topics and languages only, and at values that are there', async () => {
    const wrong = [
      { field: 'gender', value: 'f' },
      { field: 'postcode', value: '1234' },
      { field: 'constructor', value: 'x' },
      { field: 'topic', value: 'religion' },
      { field: 'language', value: 'ar' },
    ];
    for (const rule of wrong) {
      const made = rooms.groups.create({ name: `Wrong ${rule.field}`, rule: rule as Rule });
      expect(await made.catch((error: unknown) => error)).to.have.property('name', 'Invalid');
    }
  });

  it('SEG-8 by topic see nobody whose consent does not cover the signal', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 12, 'roses');
    const [without] = await readers(audience, 1);
    // As if a signal had been left behind: collected for orders, by somebody who agreed to what they told.
    const leftBehind = { topic: 'roses', source: 'order', purpose: 'interests.orders', expiresAt: null };
    await rooms.decide(without!, 'interests.told', 'given');
    await rooms.db.connection
      .collection<{ _id: string }>('signals')
      .insertOne({ _id: newId(), subscriber: without, ...leftBehind } as never);
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(12));
    const { id } = await rooms.groups.create({ name: 'Only who agreed', rule: topic('roses') });
    expect(await resolve(audience, [id], [without!])).to.deep.equal(new Map());
    const confirm = await rooms.groups.confirm(newId<MailingId>(), [id]);
    expect([...(await confirm(new Map([[without!, id]])))]).to.deep.equal([]);
  });

  it('SEG-8 see no signal of somebody who withdrew', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    const ids = await lovers(audience, 11, 'garden');
    const { id } = await rooms.groups.create({ name: 'Without who withdrew', rule: topic('garden') });
    await rooms.decide(ids[0]!, 'interests.told', 'withdrawn');
    const found = await resolve(audience, [id], ids);
    expect([...found.keys()]).to.have.members(ids.slice(1));
  });

  it('PRIV-3 forget an erased person in what was counted today', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    const ids = await lovers(audience, 12, 'roses');
    await rooms.groups.count(topic('roses'), audience);
    const bytes = async () => {
      const row = await rooms.db.connection.collection('counted_definitions').findOne({ audience });
      return (row!['members'] as { length(): number }).length();
    };
    expect(await bytes()).to.equal(12 * 8);
    await rooms.db.transaction((tx) => rooms.groups.holder.erase(ids[0]!, tx));
    expect(await bytes()).to.equal(11 * 8);
  });

  it('have a name of their own, and a rule that never changes', async () => {
    const made = await rooms.groups.create({ name: ' Dutch readers ', rule: dutch });
    const again = rooms.groups.create({ name: 'DUTCH READERS', rule: english });
    expect(await again.catch((error: unknown) => error)).to.have.property('name', 'Invalid');
    await rooms.groups.rename(made.id, 'Readers of Dutch');
    expect(await rooms.groups.get(made.id)).to.deep.equal({ ...made, name: 'Readers of Dutch' });
    await rooms.groups.remove(made.id);
    const gone = rooms.groups.get(made.id);
    expect(await gone.catch((error: unknown) => error)).to.have.property('name', 'NotFound');
  });

  it('say their rule in Dutch and in English', async () => {
    const said = await Promise.all([
      rooms.groups.describe(topic('roses'), 'en'),
      rooms.groups.describe(topic('roses'), 'nl'),
      rooms.groups.describe(english, 'en'),
      rooms.groups.describe(english, 'nl'),
    ]);
    expect(said).to.deep.equal([
      'People who are interested in “roses”',
      'Mensen die belangstelling hebben voor ‘roses (nl)’',
      'People who get their mail in English',
      'Mensen die mail krijgen in het Engels',
    ]);
  });
});
