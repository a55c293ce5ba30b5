/** A marketer writes two versions and sends them; readers get theirs; whoever left gets nothing any more. */
import { expect } from 'chai';
import { makeCampaign, press, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { lastMailTo, linkIn, mailsTo } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const minute = 61_000;

describe('Sending a campaign', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  let newsletter: string;
  let address: string;
  let group: string;

  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    newsletter = (await openShop(shop)).id;
    staff = await shop.staff('marketer');
    // k is 10: twelve who like roses, twelve who told nothing.
    for (let i = 0; i < 12; i += 1) {
      await addPerson(shop, { email: `rose${i}@example.org`, firstName: 'Roos', topics: ['roses'] });
      await addPerson(shop, { email: `other${i}@example.org`, language: i === 0 ? 'en' : 'nl' });
    }
    const made = await staff
      .post('/staff/groups/new')
      .type('form')
      .send({ name: 'Rose lovers', 'what-0': 'topic:roses' });
    group = made.headers['location']!.split('/').at(-1)!;
  });
  after(() => shop.close());

  it('UX-1 shows to whom, how many, in which versions, before it is sent', async () => {
    address = await makeCampaign(staff, newsletter, 'Advent wreaths');
    await write(staff, address, 'De laatste plekken', 'Dag {voornaam|lezer}, drie avonden aan tafel.');
    const version = await press(staff, address, 'add-version', { group });
    await write(staff, version, 'Rozen in een krans', 'Op de tweede avond rozen.');
    const page = await staff.get(`${address}/send`).expect(200);
    expect(page.text).to.match(/<b class="big">24<\/b>/);
    expect(page.text).to.include('Rose lovers').and.include('12 people').and.include('everybody else');
    expect(page.text).to.match(/Nobody is left out:<\/b> 12 people get the default version/);
    expect(page.text.match(/<rect class="c\d" x="[\d.]+%"/g), 'SEG-7 the bar').to.have.length(2);
    expect(page.text).to.include('Send to 24 people').and.include('60 seconds');
  });

  it('UX-1 waits its minute, then every reader gets exactly one version', async () => {
    expect(await send(staff, address)).to.equal(303);
    await shop.work();
    expect(shop.inbox.messages(), 'nothing within the minute').to.have.length(0);
    shop.clock.advance(minute);
    await shop.work();
    expect(shop.inbox.messages()).to.have.length(24);
    const rose = await lastMailTo(shop, 'rose3@example.org');
    expect(rose.subject).to.equal('Rozen in een krans');
    expect(rose.text).to.include('Dag Roos').and.include('Op de tweede avond rozen');
    const other = await lastMailTo(shop, 'other3@example.org');
    expect(other.subject).to.equal('De laatste plekken');
    expect(other.text).to.include('Dag lezer').and.not.include('tweede avond');
  });

  it('SEG-7 each mail says which version it is, and links to why', async () => {
    const rose = await lastMailTo(shop, 'rose3@example.org');
    const other = await lastMailTo(shop, 'other3@example.org');
    for (const part of [rose.text, rose.html]) expect(part).to.include('Dit is versie 2 van 2.');
    expect(other.text).to.include(`Dit is versie 1 van 2. Waarom? ${shop.url}/why-this-version`);
    const why = await shop.visitor().get('/why-this-version?lang=en').expect(200);
    expect(why.text).to.include('A group counts only from 10 people on').and.include('/archive');
  });

  it('MAIL-6 each mail says in both parts who, why and how to stop', async () => {
    const { text, html } = await lastMailTo(shop, 'other3@example.org');
    for (const part of [text, html.replaceAll('&#x27;', "'")]) {
      expect(part).to.include("Les Fleurs d'amour, Lindelaan 14, 1234 AB Voorstad");
      expect(part).to.include('ja zei tegen Bloemenpost per e-mail');
      expect(part).to.include(`${shop.url}/unsubscribe/`).and.include(`${shop.url}/preferences/`);
    }
  });

  it('MAIL-7 each mail has the list of its newsletter, and a Feedback-ID that is alike for all', async () => {
    const header = async (email: string, name: string) =>
      (await lastMailTo(shop, email)).headers
        .filter((field) => field.name.toLowerCase() === name)
        .map(({ value }) => value);
    expect((await header('rose3@example.org', 'list-id'))[0]).to.include('<bloemenpost.localhost>');
    const feedback = await header('rose3@example.org', 'feedback-id');
    expect(feedback[0]).to.match(/^[a-z2-7]{16}:bloemenpost:newsletter:voorkeur$/);
    expect(await header('other3@example.org', 'feedback-id')).to.deep.equal(feedback);
    expect(await header('other3@example.org', 'list-unsubscribe-post')).to.deep.equal([
      'List-Unsubscribe=One-Click',
    ]);
  });

  it('A11Y-4 readers of a language that is missing get another one', async () => {
    expect((await lastMailTo(shop, 'other0@example.org')).subject).to.equal('De laatste plekken');
  });

  it('SEG-6 reports in numbers, and lists no reader', async () => {
    const page = await staff.get(address).expect(200);
    expect(page.text).to.include('Accepted').and.include('<b class="big">24</b>').and.include('Rose lovers');
    expect(page.text).to.not.include('@example.org');
    const list = await staff.get('/staff/campaigns?state=sent').expect(200);
    expect(list.text).to.include('24 accepted');
  });

  it('CON-14 the archive shows every version to everybody, without names of groups or people', async () => {
    const archive = await shop.visitor().get('/archive?lang=en').expect(200);
    expect(archive.text).to.include('De laatste plekken').and.include('Flower post');
    const link = /href="(\/archive\/[a-z2-7]{16})/.exec(archive.text)![1]!;
    const first = await shop.visitor().get(`${link}?lang=en`).expect(200);
    expect(first.text).to.include('Version 1').and.include('Version 2').and.include('Dag lezer');
    const second = await shop.visitor().get(`${link}?version=2`).expect(200);
    expect(second.text).to.include('Op de tweede avond rozen');
    for (const page of [archive, first, second]) {
      expect(page.text).to.not.include('Rose lovers').and.not.include('Roos').and.not.include(group);
    }
    await shop.visitor().get(`${link}?version=3`).expect(404);
  });

  it('MAIL-13 a second campaign does not reach who left after the first', async () => {
    const stop = linkIn(shop, await lastMailTo(shop, 'other5@example.org'), '/unsubscribe/');
    await shop.visitor().post(stop).type('form').send({ 'List-Unsubscribe': 'One-Click' }).expect(200);
    const second = await makeCampaign(staff, newsletter, 'Second');
    await write(staff, second, 'Kerstboeketten', 'Bestel voor 18 december.');
    expect(await send(staff, second)).to.equal(303);
    // Leaving in the minute counts as well.
    const late = linkIn(shop, await lastMailTo(shop, 'other6@example.org'), '/unsubscribe/');
    await shop.visitor().post(late).type('form').send({ 'List-Unsubscribe': 'One-Click' }).expect(200);
    shop.clock.advance(minute);
    const got = async (email: string) => (await mailsTo(shop, email)).map(({ subject }) => subject);
    expect(await got('other5@example.org')).to.not.include('Kerstboeketten');
    expect(await got('other6@example.org')).to.not.include('Kerstboeketten');
    expect(await got('rose5@example.org')).to.include('Kerstboeketten');
  });

  it('SEG-9 a version for too few readers falls to the default, and staff are told before and after', async () => {
    for (let i = 0; i < 3; i += 1)
      await addPerson(shop, { email: `wed${i}@example.org`, topics: ['weddings'] });
    const made = await staff
      .post('/staff/groups/new')
      .type('form')
      .send({ name: 'Brides', 'what-0': 'topic:weddings' });
    const brides = made.headers['location']!.split('/').at(-1)!;
    const third = await makeCampaign(staff, newsletter, 'Third');
    await write(staff, third, 'Voor iedereen', 'Woorden.');
    await write(
      staff,
      await press(staff, third, 'add-version', { group: brides }),
      'Voor bruiden',
      'Sluiers.',
    );
    expect((await staff.get(`${third}/send`)).text).to.include('Too few people: they read Default.');
    await send(staff, third);
    shop.clock.advance(minute);
    expect((await lastMailTo(shop, 'wed1@example.org')).subject).to.equal('Voor iedereen');
    expect((await staff.get(third)).text)
      .to.include('read Default')
      .and.not.include('@example.org');
  });

  it('UX-1 what was approved just before the program stopped is sent when it runs again', async () => {
    const fourth = await makeCampaign(staff, newsletter, 'Fourth');
    await write(staff, fourth, 'Na de storing', 'Woorden.');
    const { start } = shop.app.delivery;
    shop.app.delivery.start = () => Promise.reject(new Error('The program stops here.'));
    expect(await send(staff, fourth)).to.equal(500);
    shop.app.delivery.start = start;
    await shop.work();
    expect(shop.inbox.messages().filter(({ subject }) => subject === 'Na de storing')).to.have.length(0);
    shop.clock.advance(minute);
    expect((await lastMailTo(shop, 'rose3@example.org')).subject).to.equal('Na de storing');
    expect((await staff.get(fourth)).text).to.include('Sent');
  });
});
