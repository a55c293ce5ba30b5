/** A marketer makes topics and groups, counts one, and is refused a number about too few people. */
import { expect } from 'chai';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { makeCampaign, press, write } from '../campaigns/a-campaign.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

type Browser = Awaited<ReturnType<TestApp['staff']>>;

describe('A marketer with groups', () => {
  let shop: TestApp;
  let marketer: Browser;
  let campaign: string;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    await openShop(shop);
    marketer = await shop.staff('marketer');
  });
  after(() => shop.close());

  const send = (path: string, fields: Record<string, string | string[]>) =>
    marketer.post(path).type('form').send(fields);
  const makeGroup = async (name: string, rule: string) => {
    const made = await send('/staff/groups/new', { name, 'what-0': rule }).expect(303);
    return made.headers['location'] as string;
  };
  const addPeople = async (count: number, name: string, person: { language?: 'en'; topics?: string[] }) => {
    for (let number = 0; number < count; number += 1) {
      await addPerson(shop, { email: `${name}${number}@example.org`, ...person });
    }
  };

  it('sees what a group is for while there is none', async () => {
    const { text } = await marketer.get('/staff/groups').expect(200);
    expect(text).to.include('There are no groups yet').and.include('/staff/groups/new');
  });

  it('adds a topic with product words and tries a product', async () => {
    await send('/staff/interests/topics', { nl: 'Pioenrozen', en: 'Peonies' }).expect(303);
    const { text: form } = await marketer.get('/staff/interests?saved=topic').expect(200);
    expect(form).to.include('The topic is added').and.include('name="words-pioenrozen"');
    await send('/staff/interests/words', {
      'words-pioenrozen': 'pioen, pioenrozen',
      'words-roses': 'rozen',
    }).expect(303);
    const { text } = await marketer.get('/staff/interests?product=Pioenboeket+met+rozen').expect(200);
    expect(text).to.match(/belongs to:[\s\S]*Peonies[\s\S]*Roses/);
    expect(text).to.include('>pioen, pioenrozen</textarea>');
  });

  it('is told what is wrong with a topic, and keeps what was typed', async () => {
    const { text } = await send('/staff/interests/topics', { nl: 'Pioenrozen', en: 'Peonies again' }).expect(
      400,
    );
    expect(text).to.include('This topic is there already').and.include('value="Peonies again"');
    const { text: words } = await send('/staff/interests/words', { 'words-roses': 'rozen, !!' }).expect(400);
    expect(words).to.include('There are no letters or digits').and.include('>rozen, !!</textarea>');
  });

  it('SEG-8 chooses from the fields of the list only', async () => {
    const { text } = await marketer.get('/staff/groups/new').expect(200);
    const offered = [...text.matchAll(/<option value="(\w+):/g)].map((match) => match[1]);
    const fields = ['topic', 'customer', 'activity', 'language', 'channel', 'region'];
    expect(new Set(offered)).to.deep.equal(new Set(fields));
    for (const rule of ['gender:f', 'region:9712', 'name:Mila', 'topic:religion', '']) {
      const refused = await send('/staff/groups/new', { name: 'Women', 'what-0': rule }).expect(400);
      expect(refused.text).to.include('Choose who belongs to it').and.include('value="Women"');
    }
  });

  it('adds and removes rows without script, counts before saving, and makes the group', async () => {
    const rows = { name: 'Roses nearby', join: 'all', 'what-0': ['topic:roses', 'topic:weddings'] };
    const path = '/staff/groups/new';
    const longer = await send(path, { ...rows, act: 'add' }).expect(200);
    expect(longer.text).to.include('name="what-1"').and.include('value="topic:weddings" selected');
    const wider = await send(path, { ...rows, act: 'more:0' }).expect(200);
    expect(wider.text.match(/name="what-0"/g)).to.have.length(3);
    const shorter = await send(path, { ...rows, 'what-1': 'region:97', act: 'drop:0' }).expect(200);
    expect(shorter.text).to.include('value="region:97" selected').and.not.include('name="what-1"');
    const both = { ...rows, 'how-1': 'none', 'what-1': 'region:97' };
    const counted = await send(path, { ...both, act: 'count', audience: emailPurpose }).expect(200);
    const sentence = 'People who are interested in “Roses” or “Weddings”, and live outside region 97';
    expect(counted.text).to.include('Fewer than 10').and.include(sentence);
    const made = await send(path, { ...both, act: 'save' }).expect(303);
    const { text } = await marketer.get(made.headers['location'] as string).expect(200);
    expect(text).to.include(sentence);
    const id = made.headers['location']!.split('/').pop()!;
    const again = await marketer.get(`/staff/groups/new?from=${id}`).expect(200);
    expect(again.text).to.include('value="topic:weddings" selected').and.include('value="none" selected');
  });

  it('makes a group and sees its rule as a sentence, and no number by itself', async () => {
    const page = await makeGroup('Rose lovers', 'topic:roses');
    const { text } = await marketer.get(page).expect(200);
    expect(text).to.include('People who are interested in “Roses”').and.not.include('class="big');
    const dutch = await marketer.get(`${page}?lang=nl`).expect(200);
    expect(dutch.text).to.include('Mensen die belangstelling hebben voor ‘Rozen’');
    const id = page.split('/').pop()!;
    expect(text).to.include(`/staff/campaigns?group=${id}`);
  });

  it('SEG-2 is shown no number below k, and how to go on', async () => {
    const page = await makeGroup('Wedding people', 'topic:weddings');
    const { text } = await send(`${page}/count`, { audience: emailPurpose }).expect(200);
    expect(text).to.include('Fewer than 10').and.include('Too few people, so we do not show the number.');
    expect(text).to.include('class="hatch"');
  });

  it('SEG-2 sees the number of a group, with a hint that it is small, and no members', async () => {
    await addPeople(12, 'reader', {});
    await addPeople(11, 'rose', { topics: ['roses', 'garden'] });
    await addPeople(2, 'garden', { topics: ['garden'] });
    await shop.app.groups.takeCut();
    const page = await makeGroup('People of roses', 'topic:roses');
    const { text } = await send(`${page}/count`, { audience: emailPurpose }).expect(200);
    expect(text)
      .to.match(/<p class="big">11<\/p>/)
      .and.include('of 25 people read this version')
      .and.include('This is a small group');
    expect(text).to.not.include('@example.org');
    expect(text).to.match(/Interests in this newsletter[\s\S]*Roses<\/th>[\s\S]*?<td[^>]*>11</);
    expect(text).to.match(/Weddings<\/th>[\s\S]*?not shown/);
  });

  it('SEG-4 is told which group a number would clash with', async () => {
    const page = await makeGroup('Gardeners', 'topic:garden');
    const { text } = await send(`${page}/count`, { audience: emailPurpose }).expect(200);
    expect(text).to.match(/differs by fewer than 10 people from “(?:People of roses|Rose lovers)”/);
    expect(text).to.match(/<a href="\/staff\/groups\/[a-z2-7]{16}">Use “(?:People of roses|Rose lovers)”/);
    expect(text).to.not.match(/class="big">\d/);
  });

  it('SEG-6 finds no page that lists members', async () => {
    const page = await makeGroup('Dutch', 'language:nl');
    for (const more of ['members', 'export', 'people', 'recipients']) {
      await marketer.get(`${page}/${more}`).expect(404);
    }
  });

  it('renames a group, not to a name that is taken', async () => {
    const page = await makeGroup('English', 'language:en');
    const taken = await send(`${page}/name`, { name: 'gardeners' }).expect(400);
    expect(taken.text).to.include('There is a group with this name already');
    await send(`${page}/name`, { name: 'Readers of English' }).expect(303);
    expect((await marketer.get(page)).text).to.include('<h1>Readers of English</h1>');
  });

  it('deletes a group after a question', async () => {
    const page = await makeGroup('For a day', 'language:en');
    expect((await marketer.get(`${page}/remove`).expect(200)).text).to.include('Delete “For a day”?');
    await marketer.get(page).expect(200);
    await send(`${page}/remove`, {}).expect(303);
    await marketer.get(page).expect(404);
  });

  it('SEG-4 looks at a campaign without counting anything, until she asks for the numbers', async () => {
    await shop.app.groups.takeCut();
    const asked = () => shop.db.connection.collection('counted_definitions').countDocuments();
    const rule = { field: 'topic', value: 'garden' } as const;
    const { id } = await shop.app.groups.create({ name: 'Readers of gardens', rule });
    const { id: newsletter } = (await shop.app.campaigns.newsletters())[0]!;
    campaign = await makeCampaign(marketer, newsletter);
    await write(marketer, campaign, 'Rozen', 'Over rozen.');
    await press(marketer, campaign, 'add-version', { group: id });
    const send = `${campaign}/send`;
    expect((await marketer.get(send)).text)
      .to.include('13 people')
      .and.not.include('Count now');

    await shop.app.groups.takeCut();
    const before = await asked();
    for (const page of [campaign, `${campaign}?version=${id}`, send, send]) {
      const { text } = await marketer.get(page).expect(200);
      // The whole group is counted with each new picture; who is left for the default is not.
      if (page === send) expect(text).to.include('13 people').and.include('Count now');
    }
    expect(await asked()).to.equal(before);
    await marketer.post(`${campaign}/count`).expect(303);
    expect(await asked()).to.be.above(before);
    const { text } = await marketer.get(send).expect(200);
    expect(text)
      .to.match(/12 people get the default version/)
      .and.not.include('Count now');
  });

  it('UX-4 sees how far the picture of the day is, which an administrator can stop', async () => {
    const path = '/staff/groups/picture';
    await shop.app.groups.takeCut();
    expect((await marketer.get(path).expect(200)).text).to.include('No picture is being made now');
    const building = { state: 'building', number: 1000, people: 1200, fence: 1, takenAt: new Date() };
    await shop.db.connection
      .collection<{ _id: string }>('cuts')
      .insertOne({ _id: 'under-way', ...building, leaseUntil: new Date('2100-01-01') } as never);
    const { text } = await marketer.get(path).expect(200);
    expect(text).to.include('1,200 of about 1,200 people done').and.not.include(`${path}/stop`);
    const sending = await marketer.get(`${campaign}/send`).expect(200);
    expect(sending.text).to.include('1,200 of about 1,200 people done').and.not.include('Count now');
    await marketer.post(`${path}/stop`).expect(403);
    const administrator = await shop.staff('administrator');
    expect((await administrator.get(path).expect(200)).text).to.include(`${path}/stop`);
    await administrator.post(`${path}/stop`).expect(303);
    expect((await administrator.get(path).expect(200)).text).to.include('was stopped');
  });

  it('PRIV-10 is the only one beside an administrator who sees groups and topics', async () => {
    const counter = await shop.staff('counter');
    for (const page of ['/staff/groups', '/staff/groups/picture', '/staff/interests']) {
      await counter.get(page).expect(403);
      await shop.visitor().get(page).expect(303);
    }
  });
});
