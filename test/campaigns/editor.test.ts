/** The editor by HTTP: drafts, revisions, blocks, pictures, versions, the preview, sending and cancelling. */
import { expect } from 'chai';
import { addPerson, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { formOf, makeCampaign, press, send, write } from './a-campaign.ts';

describe('The editor of campaigns', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  let newsletter: string;

  before(async () => {
    shop = await startTestApp();
    newsletter = (await openShop(shop)).id;
    staff = await shop.staff('marketer');
    await addPerson(shop, { email: 'anneke@example.org', firstName: 'Anneke' });
  });
  after(() => shop.close());

  it('UX-5 tells what to do first where there is no campaign', async () => {
    const page = await staff.get('/staff/campaigns').expect(200);
    expect(page.text).to.include('No campaigns yet');
    expect(page.text).to.include('href="/staff/campaigns/new"');
  });

  it('is for marketers and administrators', async () => {
    const counter = await shop.staff('counter');
    await counter.get('/staff/campaigns').expect(403);
    await counter.get('/staff/newsletters').expect(403);
    const visitor = await shop.visitor().get('/staff/campaigns').expect(303);
    expect(visitor.headers['location']).to.match(/^\/staff\/login/);
  });

  it('A11Y-3 says what is wrong with a new campaign and keeps what was typed', async () => {
    const page = await staff
      .post('/staff/campaigns')
      .type('form')
      .send({ title: 'Roses', newsletter: 'x' })
      .expect(400);
    expect(page.text).to.include('value="Roses"').and.include('href="#newsletter"');
  });

  it('adds, fills, moves and removes blocks without a script', async () => {
    const address = await makeCampaign(staff, newsletter);
    await press(staff, address, 'add-text');
    await press(staff, address, 'add-button');
    let form = formOf((await staff.get(address)).text);
    const [text, button] = form['block'] as string[];
    const id = (block: string) => block.split('-')[1]!;
    await press(staff, address, `up:${id(button!)}`, {
      [`text-${id(text!)}`]: '# Roses & thorns\n\nTwo lines',
      [`label-${id(button!)}`]: 'Save a place',
      [`link-${id(button!)}`]: 'https://shop.test/places',
    });
    form = formOf((await staff.get(address)).text);
    expect(form['block']).to.deep.equal([button, text]);
    expect(form[`text-${id(text!)}`]).to.equal('# Roses & thorns\n\nTwo lines');
    expect(form[`label-${id(button!)}`]).to.equal('Save a place');
    await press(staff, address, `remove:${id(text!)}`);
    form = formOf((await staff.get(address)).text);
    expect(form['block']).to.deep.equal([button]);
  });

  it('UX-2 saves by script, and answers with the new revision and the time', async () => {
    const address = await makeCampaign(staff, newsletter);
    const form = { ...formOf((await staff.get(address)).text), subject: 'Typed' };
    const first = await staff
      .post(`${address}/content`)
      .set('Accept', 'application/json')
      .type('form')
      .send(form)
      .expect(200);
    expect(first.body).to.deep.include({ revision: 2 });
    expect(first.body.message).to.match(/^Saved at \d\d:\d\d$/);
    const again = await staff
      .post(`${address}/content`)
      .set('Accept', 'application/json')
      .type('form')
      .send({ ...form, revision: '2' });
    expect(again.body.revision, 'nothing changed').to.equal(2);
  });

  it('UX-2 tells a script whose session is over to keep what was typed', async () => {
    const address = await makeCampaign(staff, newsletter);
    const form = formOf((await staff.get(address)).text);
    await shop
      .visitor()
      .post(`${address}/content`)
      .set('Accept', 'application/json')
      .type('form')
      .send(form)
      .expect(401);
  });

  it('UX-2 refuses a save based on an older revision, and keeps what was typed to be saved after all', async () => {
    const address = await makeCampaign(staff, newsletter);
    const mine = formOf((await staff.get(address)).text);
    const other = await shop.staff('marketer');
    await press(other, address, 'save', { subject: 'Theirs' });
    const byScript = await staff
      .post(`${address}/content`)
      .set('Accept', 'application/json')
      .type('form')
      .send({ ...mine, subject: 'Mine' });
    expect(byScript.status).to.equal(409);
    const page = await staff
      .post(`${address}/content`)
      .type('form')
      .send({ ...mine, subject: 'Mine', title: 'My title' })
      .expect(409);
    expect(page.text).to.include('Somebody else has changed this').and.include('value="Mine"');
    expect(page.text).to.include('value="My title"');
    expect(formOf((await staff.get(address)).text)['subject']).to.equal('Theirs');
    await staff.post(`${address}/content`).type('form').send(formOf(page.text)).expect(303);
    expect(formOf((await staff.get(address)).text)['subject']).to.equal('Mine');
  });

  it('UX-2 warns a second editor for two minutes', async () => {
    const address = await makeCampaign(staff, newsletter);
    const other = await shop.staff('marketer');
    expect((await other.get(address)).text).to.include('Staff 1 is editing this as well');
    expect((await staff.get(address)).text).to.not.include('is editing this as well');
    shop.clock.advance(3 * 60 * 1000);
    expect((await other.get(address)).text).to.not.include('is editing this as well');
  });

  it('SEC-1 refuses fields that no form of ours has', async () => {
    const address = await makeCampaign(staff, newsletter);
    const form = formOf((await staff.get(address)).text);
    await staff
      .post(`${address}/content`)
      .type('form')
      .send({ ...form, 'subject[$ne]': 'x' })
      .expect(400);
    await staff
      .post(`${address}/content`)
      .type('form')
      .send({ ...form, subject: ['a', 'b'] })
      .expect(400);
    await staff
      .post(`${address}/content`)
      .type('form')
      .send({ ...form, block: 'text-../../etc' })
      .expect(400);
  });

  it('SEC-2 refuses a line end in a subject', async () => {
    const address = await makeCampaign(staff, newsletter);
    const form = formOf((await staff.get(address)).text);
    await staff
      .post(`${address}/content`)
      .type('form')
      .send({ ...form, subject: 'a\r\nBcc: x@y.test' })
      .expect(400);
  });

  it('SEC-8 answers 404 for another id', async () => {
    await staff.get('/staff/campaigns/aaaaaaaaaaaaaaaa').expect(404);
    await staff.get('/staff/campaigns/aaaaaaaaaaaaaaaa/preview').expect(404);
    await staff.get('/staff/campaigns/not-an-id').expect(404);
  });

  describe('pictures', () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100)]);
    let place: string;

    beforeEach(async () => {
      const address = await makeCampaign(staff, newsletter);
      const opened = await press(staff, address, 'add-image');
      const block = new URL(opened, shop.url).searchParams.get('open')!;
      place = await press(staff, address, `picture:${block}`);
    });

    it('are used in the mail and served to everybody, to be kept for good', async () => {
      const used = await staff
        .post(place)
        .field('alt', 'A wreath')
        .attach('file', png, 'me-at-home.png')
        .expect(303);
      const page = await staff.get(used.headers['location']!).expect(200);
      const address = /\/pictures\/[a-z2-7]{16}/.exec(page.text)![0];
      const picture = await shop.visitor().get(address).expect(200);
      expect(picture.headers).to.include({
        'content-type': 'image/png',
        'x-content-type-options': 'nosniff',
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect(picture.body).to.deep.equal(png);
      expect(JSON.stringify(picture.headers)).to.not.include('me-at-home');
      expect(page.text).to.include('value="A wreath"');
    });

    it('SEC-9 are told by their first bytes', async () => {
      const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
      const page = await staff.post(place).field('alt', 'x').attach('file', svg, 'x.png').expect(400);
      expect(page.text).to.include('This is not a PNG');
    });

    it('SEC-9 are refused above 5 MB', async () => {
      const large = Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)]);
      const page = await staff
        .post(place)
        .field('alt', 'A wreath')
        .attach('file', large, 'x.png')
        .expect(400);
      expect(page.text).to.include('larger than 5 MB').and.include('value="A wreath"');
    });

    it('A11Y-3 need words for people who cannot see them', async () => {
      const page = await staff.post(place).field('alt', ' ').attach('file', png, 'x.png').expect(400);
      expect(page.text).to.include('href="#alt"');
    });

    it('SEC-8 are 404 under another id', async () => {
      await shop.visitor().get('/pictures/aaaaaaaaaaaaaaaa').expect(404);
      await shop.visitor().get('/pictures/..%2f..').expect(404);
    });
  });

  it('LINK-13 previews with sample links, in a frame of ours only, without script', async () => {
    const address = await makeCampaign(staff, newsletter);
    await write(staff, address, 'Hello {first name|reader}', 'Good morning {first name|reader}');
    const preview = await staff.get(`${address}/preview?version=default&in=nl&as=html`).expect(200);
    expect(preview.text).to.include('Good morning Anneke');
    expect(preview.headers['x-frame-options']).to.equal('SAMEORIGIN');
    expect(preview.headers['content-security-policy'])
      .to.include("frame-ancestors 'self'")
      .and.include('sandbox');
    expect(preview.headers['content-security-policy']).to.not.include('script');
    const unsubscribe = /href="(http[^"]*\/unsubscribe\/[^"]*)"/.exec(preview.text)![1]!;
    expect(shop.app.links.read('sample', unsubscribe.split('/').at(-1)!)).to.not.equal(null);
    expect(shop.app.links.read('unsubscribe', unsubscribe.split('/').at(-1)!)).to.equal(null);
    const dark = await staff.get(`${address}/preview?as=dark`).expect(200);
    expect(dark.text).to.include('@media all');
    const text = await staff.get(`${address}/preview?as=text`).expect('Content-Type', /text\/plain/);
    expect(text.text).to.include('Good morning Anneke');
  });

  it('LINK-13 sends a test mail to the own address, with sample links', async () => {
    const address = await makeCampaign(staff, newsletter);
    await write(staff, address, 'Advent', 'Good morning {first name|reader}');
    expect(await press(staff, address, 'test')).to.include('done=tested');
    await shop.work();
    const mail = shop.inbox.messages().find(({ recipients }) => recipients.includes('staff1@voorkeur.test'))!;
    expect(mail.raw.toString()).to.include('Subject: [Test] Advent');
    const page = await staff.get(address);
    expect(page.text).to.include('Sent as it is now');
  });

  it('MAIL-15 names each problem with its place, and does not send', async () => {
    const address = await makeCampaign(staff, newsletter);
    await write(staff, address, 'Advent', '[click here](https://shop.test)');
    const page = await staff.get(`${address}/send`).expect(200);
    expect(page.text).to.include('Default, Dutch, block 1').and.include('does not say where the link leads');
    expect(page.text).to.not.include('name="revision"');
    const { revision } = formOf((await staff.get(address)).text);
    await staff.post(`${address}/send`).type('form').send({ revision }).expect(409);
  });

  it('MAIL-14 warns above 80 KB and refuses above 102 KB', async () => {
    const address = await makeCampaign(staff, newsletter);
    const lines = (kilobytes: number) => 'word word word\n\n'.repeat(kilobytes * 10);
    await write(staff, address, 'Large', lines(90));
    await write(staff, address, 'Large', lines(90));
    const warned = await staff.get(`${address}/send`);
    const size = Number(/(\d+) of 80 KB/.exec(warned.text)![1]);
    expect(size).to.be.within(81, 102);
    expect(warned.text).to.include('Send to 1 person');
    await write(staff, address, 'Large', lines(90));
    const refused = await staff.get(`${address}/send`);
    expect(refused.text).to.include('Too large').and.not.include('Send to 1 person');
  });

  it('UX-1 does not send what changed since the page was read', async () => {
    const address = await makeCampaign(staff, newsletter);
    await write(staff, address, 'Advent', 'Words');
    const { revision } = formOf((await staff.get(address)).text);
    await press(staff, address, 'save', { subject: 'Another' });
    await staff.post(`${address}/send`).type('form').send({ revision }).expect(409);
  });

  it('A11Y-4 says how many read another language, where one is missing', async () => {
    const address = await makeCampaign(staff, newsletter);
    await write(staff, address, 'Advent', 'Alleen Nederlands');
    const page = await staff.get(await press(staff, address, 'send'));
    expect(page.text).to.include(
      'There is no text in English. Readers who get another language instead: fewer than 10.',
    );
  });

  it('cannot be changed once it is on its way, but copied', async () => {
    const address = await makeCampaign(staff, newsletter, 'On its way');
    await write(staff, address, 'Advent', 'Words');
    const form = formOf((await staff.get(address)).text);
    expect(await send(staff, address)).to.equal(303);
    await staff
      .post(`${address}/content`)
      .type('form')
      .send({ ...form, subject: 'Later' })
      .expect(409);
    await staff.post(`${address}/remove`).expect(409);
    const copy = await staff.post(`${address}/duplicate`).expect(303);
    const page = await staff.get(copy.headers['location']!).expect(200);
    expect(page.text).to.include('Copy of On its way').and.include('value="Advent"');
    await staff.post(`${address}/cancel`).expect(303);
  });

  it('UX-5 says that removing a draft cannot be undone, and removes it', async () => {
    const address = await makeCampaign(staff, newsletter);
    expect((await staff.get(`${address}/remove`)).text).to.include('cannot be undone');
    await staff.post(`${address}/remove`).expect(303);
    await staff.get(address).expect(404);
  });

  it('CON-14 says where a discount or voucher is in one version only', async () => {
    const { id } = await shop.app.groups.create({
      name: 'Offers',
      rule: { field: 'topic', value: 'roses' },
    });
    const address = await makeCampaign(staff, newsletter, 'With an offer');
    await write(staff, address, 'Advent', 'Kransen.');
    const version = await press(staff, address, 'add-version', { group: id });
    await write(staff, version, 'Rozen', 'Met 10% korting.');
    const hint = 'Not every version has a discount or voucher';
    expect((await staff.get(address).expect(200)).text).to.include(hint);
    await write(staff, address, 'Advent', 'Kransen, met 10% korting.');
    expect((await staff.get(address).expect(200)).text).to.not.include(hint);
    await staff.post(`${address}/remove`).expect(303);
  });

  it('lists campaigns by state and by group', async () => {
    const drafts = await staff.get('/staff/campaigns?state=drafts').expect(200);
    expect(drafts.text).to.include('aria-current="page">Drafts');
    const { id } = await shop.app.groups.create({
      name: 'Rose lovers',
      rule: { field: 'topic', value: 'roses' },
    });
    const address = await makeCampaign(staff, newsletter, 'With roses');
    await write(staff, address, 'Advent', 'Words');
    await press(staff, address, 'add-version', { group: id });
    const list = await staff.get(`/staff/campaigns?group=${id}`).expect(200);
    expect(list.text).to.include('With roses').and.not.include('On its way');
    expect((await staff.get(`${address}?version=${id}`)).text).to.include('fewer than 10');
    await staff.post(`${address}/versions/${id}/remove`).expect(303);
    expect((await staff.get(`/staff/campaigns?group=${id}`)).text).to.not.include('With roses');
  });
});
