/** Somebody writes to the shop with the contact form, and staff answer. */
import { expect } from 'chai';
import { DAY_MS } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { lastMailTo, linkIn, mailsTo, quickest } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const postPurpose = 'newsletter.bloemenpost.post';
const nasty = '<script>alert(1)</script> & "hallo"';

describe('The contact form', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  let count = 0;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp({ TRUST_PROXY: '1' });
    await openShop(shop);
    staff = await shop.staff('counter');
  });
  after(() => shop.close());

  const newReader = async () => {
    const email = `schrijver${(count += 1)}@example.org`;
    const id = await addPerson(shop, { email, agrees: [emailPurpose, postPurpose, 'interests.told'] });
    return { id, email };
  };
  const write = (fields: Record<string, string>) =>
    shop
      .visitor()
      .post('/contact?lang=nl')
      .set('X-Forwarded-For', `10.4.0.${(count += 1) % 250}`)
      .type('form')
      .send({ text: 'Dag, ik heb een vraag.', ...fields });
  const agreed = async (id: SubscriberId) =>
    [...(await shop.app.consent.standing(id))].filter(([, standing]) => standing.agreed).map(([key]) => key);
  const stopLink = async (email: string) => {
    await write({ email, stop: 'yes', text: 'Stop er alsjeblieft mee.' }).expect(303);
    return linkIn(shop, await lastMailTo(shop, email), '/contact/stop/');
  };
  const openOnes = async () => (await staff.get('/staff/messages').expect(200)).text;
  const lastOpen = async () => {
    const [open] = (await openOnes()).split('id="closed"');
    const all = [...open!.matchAll(/href="(\/staff\/messages\/[a-z2-7]+)"/g)];
    return all.at(-1)![1]!;
  };

  it('SEC-5 answers alike, in content and time, for known and unknown addresses', async () => {
    const known = [(await newReader()).email, (await newReader()).email, (await newReader()).email];
    const unknown = known.map((_, n) => `onbekend${n}@example.org`);
    const ask = (email: string) => write({ email, stop: 'yes' });
    const [one, other] = [await quickest(known, ask), await quickest(unknown, ask)];
    expect(one.answers).to.deep.equal(other.answers);
    expect(Math.abs(one.ms - other.ms)).to.be.lessThan(200);
    expect(await mailsTo(shop, known[0]!)).to.have.length(1);
    expect(await mailsTo(shop, unknown[0]!)).to.have.length(0);
  });

  it('CON-6 LINK-1 stops the newsletters by the button behind the link, and only then', async () => {
    const { id, email } = await newReader();
    const link = await stopLink(email);
    for (const _ of [1, 2, 3]) await shop.visitor().get(link).expect(200);
    await shop.visitor().head(link).expect(200);
    expect(await agreed(id)).to.have.length(3);
    const { text } = await shop.visitor().post(link).expect(200);
    expect(text).to.include('Je staat niet meer op de lijst').and.not.include(email);
    expect(await agreed(id)).to.deep.equal(['interests.told']);
    const last = (await shop.app.consent.history(id)).at(-1)!;
    expect(last).to.include({ act: 'withdrawn', channel: 'contact-form', form: 'contact' });
    expect(last.evidence).to.include({ text: 'Stop er alsjeblieft mee.' });
    expect((await shop.visitor().post(link).expect(200)).text).to.include('Dat was al zo');
  });

  it('LINK-2 LINK-3 LINK-9 has the pages of every link: gone, altered, too old', async () => {
    const [gone, old] = [await newReader(), await newReader()];
    const [goneLink, oldLink] = [await stopLink(gone.email), await stopLink(old.email)];
    await shop.app.privacy.eraseSubscriber(gone.id, { kind: 'subscriber' });
    expect((await shop.visitor().post(goneLink).expect(200)).text).to.include('Je krijgt niets van ons');
    shop.clock.advance(3 * DAY_MS + 1000);
    const late = await shop.visitor().post(oldLink).expect(404);
    const altered = await shop.visitor().post('/contact/stop/altered').expect(404);
    expect(late.text.replaceAll(oldLink, '')).to.equal(altered.text.replaceAll('/contact/stop/altered', ''));
    expect(await agreed(old.id)).to.have.length(3);
    staff = await shop.staff('counter');
  });

  it('stops at once for whoever is logged in', async () => {
    const { id, email } = await newReader();
    await shop.visitor().post('/my-data').set('X-Forwarded-For', '10.5.0.1').type('form').send({ email });
    const me = shop.visitor();
    await me.post(linkIn(shop, await lastMailTo(shop, email), '/log-in/')).expect(303);
    expect((await me.get('/my-data/contact').expect(200)).text).to.include(email);
    const sent = { text: 'Genoeg.', stop: 'yes', email: 'iemand-anders@example.org' };
    const answer = await me.post('/my-data/contact').type('form').send(sent).expect(303);
    expect((await me.get(answer.headers['location']!)).text).to.include('je krijgt geen nieuwsbrief meer');
    expect(await agreed(id)).to.deep.equal(['interests.told']);
    await me.post('/my-data/contact').set('Sec-Fetch-Site', 'cross-site').type('form').send(sent).expect(403);
  });

  it('A11Y-3 says at the field what is wrong, and keeps what was typed', async () => {
    const { text } = await write({ email: 'geen adres', text: 'Mijn vraag', stop: 'yes' }).expect(400);
    expect(text)
      .to.include('Mijn vraag')
      .and.include('href="#email"')
      .and.match(/id="stop"[^>]*checked/);
    expect((await write({ email: 'a@example.org', text: ' ' }).expect(400)).text).to.include('href="#text"');
  });

  it('SEC-12 takes at most twenty an hour from a network, and nothing from a robot', async () => {
    const before = await shop.app.preferences.contact.countOpen();
    await write({ email: 'robot@example.org', website: 'x' }).expect(303);
    expect(await shop.app.preferences.contact.countOpen()).to.equal(before);
    const fromOne = () =>
      shop
        .visitor()
        .post('/contact')
        .set('X-Forwarded-For', '10.6.0.1')
        .type('form')
        .send({ email: 'veel@example.org', text: 'Dag', website: 'x' });
    const answers = await Promise.all(Array.from({ length: 21 }, fromOne));
    expect(answers.filter(({ status }) => status === 429)).to.have.length(1);
  });

  it('is read by staff as it was written, with the number of open ones in the navigation', async () => {
    const { id, email } = await newReader();
    await write({ email, name: nasty.slice(0, 40), text: `${nasty}\r\nTweede regel` }).expect(303);
    const list = await openOnes();
    expect(list).to.match(/href="\/staff\/messages" aria-current="page">.*?<span class="num">\d+<\/span>/s);
    const { text } = await staff.get(await lastOpen()).expect(200);
    expect(text).to.include('&lt;script&gt;alert(1)&lt;/script&gt; &amp;').and.not.include('<script>alert');
    expect(text).to.include(`/staff/people/${id}`);
    await (await shop.staff('marketer')).get('/staff/messages').expect(403);
  });

  it('is answered by mail, once, without repeating the question', async () => {
    const { email } = await newReader();
    await write({ email, text: nasty }).expect(303);
    const open = await shop.app.preferences.contact.countOpen();
    const page = await lastOpen();
    expect((await staff.post(`${page}/answer`).type('form').send({ text: ' ' }).expect(400)).text).to.include(
      'href="#text"',
    );
    const answer = { text: 'Dag,\nDat <b>kan</b> & mag.' };
    await staff.post(`${page}/answer`).type('form').send(answer).expect(303);
    const mail = await lastMailTo(shop, email);
    expect(mail.text).to.include('Dat <b>kan</b> & mag.').and.not.include('alert(1)');
    expect(mail.html).to.include('Dat &lt;b&gt;kan&lt;/b&gt; &amp; mag.').and.not.include('alert(1)');
    expect(mail.headers.some(({ value }) => value === 'auto-generated')).to.equal(false);
    expect(await shop.app.preferences.contact.countOpen()).to.equal(open - 1);
    await staff.post(`${page}/answer`).type('form').send(answer).expect(409);
    await staff.post(`${page}/close`).expect(409);
    expect((await staff.get(page)).text).to.include('Our answer');
  });

  it('PRIV-1 PRIV-3 is exported and erased with the person, and forgotten a year after it was closed', async () => {
    const { id, email } = await newReader();
    await write({ email, text: 'Onthoud dit even.' }).expect(303);
    const copy = JSON.stringify(await shop.app.privacy.exportSubscriber(id));
    expect(copy).to.include('Onthoud dit even.');
    const left = () => shop.db.connection.collection('contact_messages').countDocuments({ email });
    await shop.app.privacy.eraseSubscriber(id, { kind: 'subscriber' });
    expect(await left()).to.equal(0);
    await write({ email, text: 'En dit ook.' }).expect(303);
    await staff.post(`${await lastOpen()}/close`).expect(303);
    shop.clock.advance(360 * DAY_MS);
    await shop.app.preferences.work();
    expect(await left()).to.equal(1);
    shop.clock.advance(6 * DAY_MS);
    await shop.app.preferences.work();
    expect(await left()).to.equal(0);
  });
});
