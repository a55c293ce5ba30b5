/** Groups by their door: guarded counts that stay the same all day, and nothing that lists members. */
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import type { PurposeKey } from '../../server/consent/index.ts';
import type { Count, Rule } from '../../server/groups/index.ts';
import { DAY_MS } from '../../server/platform/clock/index.ts';
import { newId, type GroupId, type MailingId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { openLowerRooms, type LowerRooms, weekly } from '../support/lower-rooms.ts';

const topic = (value: string): Rule => ({ field: 'topic', value });
const dutch: Rule = { field: 'language', value: 'nl' };
const english: Rule = { field: 'language', value: 'en' };
const tooFew: Count = { kind: 'too-few', k: 10 };
const people = (number: number, of: number): Count => ({ kind: 'count', people: number, of });

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
  /** Counts from a cut that knows everybody added so far. */
  const countNow = async (rule: Rule, audience: PurposeKey) => {
    await rooms.groups.takeCut();
    return rooms.groups.count(rule, audience);
  };

  it('SEG-6 are not counted for a mailing that has none', async () => {
    const audience = await newAudience();
    const found = await resolve(audience, [], await readers(audience, 12));
    expect(found).to.deep.equal(new Map());
    expect(await rooms.db.connection.collection('cuts').countDocuments()).to.equal(0);
  });

  it('SEG-2 answer ‘fewer than k’ and nothing more below k people', async () => {
    const audience = await newAudience();
    await readers(audience, 20);
    await lovers(audience, 9, 'roses');
    expect(await countNow(topic('roses'), audience)).to.deep.equal(tooFew);
    expect(await rooms.groups.count(topic('garden'), audience)).to.deep.equal(tooFew);
  });

  it('SEG-2 are counted from k people on', async () => {
    const audience = await newAudience();
    await readers(audience, 15);
    await lovers(audience, 10, 'roses');
    expect(await countNow(topic('roses'), audience)).to.deep.equal(people(10, 25));
  });

  it('SEG-2 keep a floor of 10 under k, whatever the settings say', async () => {
    await rooms.settings.change({ minimumGroup: 2 });
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 5, 'roses');
    expect(await countNow(topic('roses'), audience)).to.deep.equal(tooFew);
  });

  it('SEG-2 below k fit nobody when a mail is sent', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    const few = await lovers(audience, 9, 'weddings');
    await rooms.groups.takeCut();
    const { id } = await rooms.groups.create({ name: 'Too small to send to', rule: topic('weddings') });
    expect(await resolve(audience, [id], few)).to.deep.equal(new Map());
    await rooms.groups.remove(id);
  });

  it('SEG-3 are not counted when 1 to k-1 people of the audience are outside', async () => {
    const audience = await newAudience();
    await readers(audience, 9, 'en');
    await readers(audience, 15, 'nl');
    expect(await countNow(dutch, audience)).to.deep.equal(tooFew);
  });

  it('SEG-3 are counted when nobody is outside', async () => {
    const audience = await newAudience();
    await readers(audience, 12, 'nl');
    expect(await countNow(dutch, audience)).to.deep.equal(people(12, 12));
    expect(await rooms.groups.count(english, audience)).to.deep.equal(tooFew);
  });

  it('SEG-4 refuse a definition that differs by a few people from one counted before, and name that one', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 12, 'roses', 'garden', 'weddings');
    await lovers(audience, 3, 'garden');
    expect(await countNow(topic('roses'), audience)).to.deep.equal(people(12, 27));
    const refused = { ...tooFew, clashesWith: topic('roses') };
    expect(await rooms.groups.count(topic('garden'), audience)).to.deep.equal(refused);
    // The very same people are no secret: the number is known already.
    expect(await rooms.groups.count(topic('weddings'), audience)).to.deep.equal(people(12, 27));
    expect(await rooms.groups.count(dutch, audience)).to.deep.equal(people(27, 27));
    rooms.clock.advance(DAY_MS);
    await rooms.groups.takeDailyCut();
    expect(await rooms.groups.count(topic('garden'), audience)).to.deep.equal(people(15, 27));
  });

  it('SEG-4 give only one of two numbers that are asked for at the same time and differ by a few people', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 12, 'roses', 'garden');
    await lovers(audience, 2, 'garden');
    await rooms.groups.takeCut();
    const answers = await Promise.all(
      ['roses', 'garden', 'roses', 'garden'].map((one) => rooms.groups.count(topic(one), audience)),
    );
    expect(answers.slice(0, 2).map(({ kind }) => kind)).to.have.members(['count', 'too-few']);
    expect(answers.slice(2)).to.deep.equal(answers.slice(0, 2));
  });

  it('SEG-4 count saved groups first at each new cut, in the order they were made', async () => {
    await readers(weekly, 14);
    await lovers(weekly, 12, 'weddings', 'garden');
    await lovers(weekly, 4, 'garden');
    const first = await rooms.groups.create({ name: 'Z first', rule: topic('garden') });
    rooms.clock.advance(1000);
    const second = await rooms.groups.create({ name: 'A second', rule: topic('weddings') });
    await rooms.groups.takeCut();
    const refused = { ...tooFew, clashesWith: topic('garden') };
    expect(await rooms.groups.count(topic('weddings'), weekly)).to.deep.equal(refused);
    expect(await rooms.groups.count(topic('garden'), weekly)).to.deep.equal(people(16, 30));
    for (const { id } of [first, second]) await rooms.groups.remove(id);
  });

  it('SEG-5 give the same answer from one cut, so that one person joining does not show', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    await lovers(audience, 11, 'roses', 'garden');
    expect(await countNow(topic('roses'), audience)).to.deep.equal(people(11, 23));
    await lovers(audience, 1, 'roses', 'garden');
    await rooms.groups.takeDailyCut();
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(11, 23));
    // Nor by asking the same in other words, nor by another definition.
    const inOtherWords: Rule = { not: { not: { all: [topic('roses'), topic('roses')] } } };
    for (const rule of [inOtherWords, topic('garden')])
      expect(await rooms.groups.count(rule, audience)).to.deep.equal(people(11, 23));
    rooms.clock.advance(DAY_MS);
    await rooms.groups.takeDailyCut();
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(12, 24));
  });

  it('SEG-5 take the first cut of a day again as long as it gave no number and the shop grows', async () => {
    rooms.clock.advance(DAY_MS);
    await rooms.groups.takeDailyCut();
    const audience = await newAudience();
    await readers(audience, 15);
    await lovers(audience, 10, 'roses');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(10, 25));
    await lovers(audience, 10, 'roses');
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(10, 25));
  });

  it('SEG-8 ‘not’ means those who gave the purpose, without …', async () => {
    const audience = await newAudience();
    await readers(audience, 13);
    await lovers(audience, 12, 'roses');
    await lovers(audience, 11, 'garden');
    expect(await countNow({ not: topic('roses') }, audience)).to.deep.equal(people(11, 36));
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
      'split',
      'knownCount',
      'knownSplit',
      'strengths',
      'takeCut',
      'takeDailyCut',
      'prepare',
      'progress',
      'stopCut',
      'stop',
      'describe',
    ];
    expect(Object.keys(rooms.groups)).to.have.members([...functions, 'routes', 'holder', 'follower']);
    expect(rooms.groups.resolve.length, 'resolve takes a mailing').to.equal(3);
    expect(rooms.groups.confirm.length, 'confirm takes a mailing').to.equal(2);
  });

  it('SEG-6 keep people by id in the links of the cuts alone', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    const ids = await lovers(audience, 12, 'roses');
    await countNow(topic('roses'), audience);
    for (const name of ['groups', 'counted_definitions', 'cuts', 'cut_bitmaps']) {
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
    await rooms.groups.takeCut();
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

  it('SEG-7 SEG-9 split an audience so that everybody is in one part, each number behind the guard', async () => {
    const audience = await newAudience();
    await readers(audience, 13);
    await lovers(audience, 12, 'roses');
    await lovers(audience, 11, 'roses', 'garden');
    await lovers(audience, 10, 'garden');
    const roses = await rooms.groups.create({ name: 'Split roses', rule: topic('roses') });
    const garden = await rooms.groups.create({ name: 'Split garden', rule: topic('garden') });
    const small = await rooms.groups.create({ name: 'Split weddings', rule: topic('weddings') });
    await rooms.groups.takeCut();
    const split = await rooms.groups.split([small.id, roses.id, garden.id], audience);
    expect([...split.parts]).to.deep.equal([
      [small.id, tooFew],
      [roses.id, people(23, 46)],
      [garden.id, people(10, 46)],
    ]);
    expect(split.rest).to.deep.equal(people(13, 46));
    expect(await rooms.groups.knownSplit([small.id, roses.id, garden.id], audience)).to.deep.equal(split);
    const otherOrder = await rooms.groups.knownSplit([garden.id, small.id, roses.id], audience);
    expect([...otherOrder.parts.values(), otherOrder.rest]).to.deep.equal([
      people(21, 46),
      tooFew,
      null,
      people(13, 46),
    ]);
    for (const { id } of [roses, garden, small]) await rooms.groups.remove(id);
  });

  it('SEG-2 SEG-4 tell how strong each topic is in an audience, each number behind the guard', async () => {
    const audience = await newAudience();
    await readers(audience, 13);
    await lovers(audience, 12, 'roses');
    await lovers(audience, 9, 'weddings');
    // They ordered once, which is no strong interest.
    const once = await rooms.addPeople(11, { agrees: [audience, 'interests.orders'] });
    for (const id of once) await rooms.interests.noteOrders(id, [{ topic: 'roses', at: rooms.clock() }]);
    await rooms.groups.takeCut();
    const found = await rooms.groups.strengths(audience);
    const of = (key: string) => found.find(({ topic: one }) => one.key === key)!;
    expect(of('roses'))
      .to.include.keys('topic')
      .and.deep.include({
        ...{ interested: people(23, 45), strong: people(12, 45) },
      });
    expect(of('weddings')).to.deep.include({ interested: tooFew, strong: tooFew });
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

  it('SEG-8 look at the fields of the list only, and at values that are there', async () => {
    const wrong = [
      { field: 'gender', value: 'f' },
      { field: 'postcode', value: '1234' },
      { field: 'constructor', value: 'x' },
      { field: 'topic', value: 'religion' },
      { all: [dutch, { not: topic('religion') }] },
      { field: 'language', value: 'ar' },
    ];
    for (const rule of wrong) {
      const made = rooms.groups.create({ name: 'Wrong', rule: rule as Rule });
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
    expect(await countNow(topic('roses'), audience)).to.deep.equal(people(12, 25));
    const { id } = await rooms.groups.create({ name: 'Only who agreed', rule: topic('roses') });
    expect(await resolve(audience, [id], [without!])).to.deep.equal(new Map());
    const confirm = await rooms.groups.confirm(newId<MailingId>(), [id]);
    expect([...(await confirm(new Map([[without!, id]])))]).to.deep.equal([]);
  });

  it('CON-12 lose the link to somebody the moment they object, in every cut', async () => {
    const audience = await newAudience();
    await readers(audience, 12);
    const ids = await lovers(audience, 11, 'garden');
    const { id } = await rooms.groups.create({ name: 'Without who objected', rule: topic('garden') });
    await rooms.groups.takeCut();
    expect([...(await resolve(audience, [id], ids)).keys()]).to.have.members(ids);
    await rooms.decide(ids[0]!, 'interests.told', 'objected');
    expect([...(await resolve(audience, [id], ids)).keys()]).to.have.members(ids.slice(1));
    expect(await linkedTo(ids[0]!)).to.equal(false);
    // The number of the day stays what it was: it shows nobody leaving.
    expect(await rooms.groups.count(topic('garden'), audience)).to.deep.equal(people(11, 23));
  });

  it('CON-12 leave no link to somebody who objects while the cut is being built', async () => {
    const audience = await newAudience();
    const ids = await lovers(audience, 12, 'garden');
    const cut = rooms.groups.takeCut();
    await Promise.all(ids.slice(0, 6).map((id) => rooms.decide(id, 'interests.told', 'objected')));
    await cut;
    for (const id of ids.slice(0, 6)) {
      // Who was not looked at yet is in the cut, without interests.
      const { cut: known } = (await rooms.groups.holder.export(id)) as { cut?: { values: string[] } };
      expect(known?.values ?? []).to.not.include('topic:garden');
    }
  });

  it('PRIV-1 PRIV-3 export what the cut has of a person, and lose the link at their erasure', async () => {
    const audience = await newAudience();
    const [id] = await lovers(audience, 1, 'roses');
    await rooms.groups.takeCut();
    const { cut } = (await rooms.groups.holder.export(id!)) as { cut: { values: string[] } };
    expect(cut.values).to.include.members([`audience:${audience}`, 'topic:roses', 'language:nl']);
    await rooms.db.transaction((tx) => rooms.groups.holder.erase(id!, tx));
    expect(await linkedTo(id!)).to.equal(false);
    expect(await rooms.groups.holder.export(id!)).to.deep.equal({});
  });

  it('UX-4 can have a cut stopped, of which nothing stays, and that does not begin again by itself', async () => {
    const audience = await newAudience();
    await readers(audience, 15);
    await lovers(audience, 10, 'roses');
    rooms.clock.advance(DAY_MS);
    const taken = rooms.groups.takeDailyCut();
    while ((await rooms.groups.progress()).state !== 'under-way') await setImmediate();
    await rooms.groups.stopCut();
    await taken;
    expect(await rooms.groups.progress()).to.deep.equal({ state: 'stopped' });
    const stopped = await rooms.db.connection.collection('cuts').findOne({ state: 'stopped' });
    for (const name of ['cut_links', 'cut_bitmaps'])
      expect(await rooms.db.connection.collection(name).countDocuments({ cut: stopped!._id })).to.equal(0);
    await rooms.groups.takeDailyCut();
    expect(await rooms.groups.progress()).to.deep.equal({ state: 'stopped' });
    expect(await rooms.groups.prepare(audience), 'the cut of before').to.equal(true);
    await rooms.groups.takeCut();
    expect(await rooms.groups.progress()).to.deep.equal({ state: 'idle' });
    expect(await rooms.groups.count(topic('roses'), audience)).to.deep.equal(people(10, 25));
  });

  const linkedTo = async (id: SubscriberId) => {
    const rows = await rooms.db.connection.collection('cut_links').find().toArray();
    return rows.some((row) => (row['ids'] as { buffer: Buffer }).buffer.includes(id));
  };

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
    const region: Rule = { field: 'region', value: '97' };
    const joined: Rule = { all: [{ any: [topic('roses'), topic('weddings')] }, region] };
    const nested: Rule = { any: [english, { all: [{ not: topic('roses') }, { not: topic('garden') }] }] };
    const said = await Promise.all(
      [topic('roses'), english, joined, nested].flatMap((rule) => [
        rooms.groups.describe(rule, 'en'),
        rooms.groups.describe(rule, 'nl'),
      ]),
    );
    expect(said).to.deep.equal([
      'People who are interested in “roses”',
      'Mensen die belangstelling hebben voor ‘roses (nl)’',
      'People who get their mail in English',
      'Mensen die mail krijgen in het Engels',
      'People who are interested in “roses” or “weddings”, and live in region 97',
      'Mensen die belangstelling hebben voor ‘roses (nl)’ of ‘weddings (nl)’, en in regio 97 wonen',
      'People who are not interested in “garden” or “roses” or get their mail in English',
      'Mensen die geen belangstelling hebben voor ‘garden (nl)’ of ‘roses (nl)’ of mail krijgen in het Engels',
    ]);
  });
});
