/** The staff's pages of purposes: written, looked at, published for good, withdrawn before anybody saw it. */
import { expect } from 'chai';
import { DAY_MS, dutchDay, plus } from '../../server/platform/clock/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { becomeReader, hiddenFields } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const page = `/staff/purposes/${emailPurpose}`;

describe('The pages of purposes', () => {
  let shop: TestApp;
  let officer: Awaited<ReturnType<TestApp['staff']>>;
  let marketer: typeof officer;

  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    officer = await shop.staff('privacy-officer');
    marketer = await shop.staff('marketer');
  });
  after(() => shop.close());

  const words = (extra: object = {}) => ({
    ...{ labelNl: 'Bloemenpost', textNl: 'Elke week,\n per e-mail.', coversNl: 'De Bloemenpost.' },
    ...{ labelEn: 'Flower post', textEn: 'Weekly, by email.', coversEn: 'The Flower post.' },
    ...{ termMonths: '', from: dutchDay(shop.clock()), ...extra },
  });
  const post = (path: string, form: object) => officer.post(path).type('form').send(form);

  it('CON-3 show every purpose with its words, its hash and how many said yes', async () => {
    const list = await marketer.get('/staff/purposes').expect(200);
    expect(list.text).to.include('Flower post by email').and.include('interests.orders');
    const one = await marketer.get(page).expect(200);
    const { hash } = await shop.app.consent.wording(emailPurpose, 'nl');
    expect(one.text).to.include(hash).and.include('0 people say yes now').and.include('Version 1');
    expect(one.text).to.not.include(`${page}/new`);
    await marketer.get(`${page}/new`).expect(403);
    await marketer
      .post(`${page}/new`)
      .type('form')
      .send(words({ do: 'publish' }))
      .expect(403);
    await officer.get('/staff/purposes/nothing.here').expect(404);
  });

  it('MAIL-16 measure nothing and ask it of nobody; looking at the website waits for its words', async () => {
    const { text } = await marketer.get('/staff/purposes');
    expect(text).to.not.include('<span class="tag">measuring');
    expect(text).to.match(/Not published yet[^]*<span class="tag">interests\.website/);
    const { label } = await shop.app.consent.wording('interests.orders', 'nl');
    const form = await shop.visitor().get('/sign-up');
    expect(form.text).to.include(label).and.not.include('value="interests.website"');
  });

  it('CON-2 ask nobody for a new newsletter before its words, which come as a suggestion, are published', async () => {
    const form = { titleNl: 'Tuinpost', titleEn: 'Garden post', languages: ['nl'], channels: ['email'] };
    await marketer.post('/staff/newsletters').type('form').send(form).expect(303);
    const there = '/staff/purposes/newsletter.tuinpost.email';
    expect((await marketer.get('/staff/newsletters')).text).to.include(there);
    expect((await shop.visitor().get('/sign-up')).text).to.not.include('Tuinpost');
    const suggested = await officer.get(`${there}/new`).expect(200);
    expect(suggested.text).to.include('value="Tuinpost per e-mail"').and.include('Every mail has a link');
    expect(suggested.text).to.not.include('name="change"');
    const more = { channel: 'post' };
    const added = marketer.post('/staff/newsletters/tuinpost/channels').type('form').send(more);
    await added.expect(303);
    const byPost = await officer.get('/staff/purposes/newsletter.tuinpost.post/new').expect(200);
    expect(byPost.text).to.include('value="Tuinpost per post"');
    expect((await shop.visitor().get('/sign-up')).text).to.not.include('Tuinpost');
    await marketer.post('/staff/newsletters/nothing/channels').type('form').send(more).expect(404);
    await post(`${there}/new`, words({ do: 'publish', labelNl: 'De Tuinpost' })).expect(303);
    expect((await shop.visitor().get('/sign-up')).text)
      .to.include('De Tuinpost')
      .and.include('Elke week, per e-mail.');
  });

  it('A11Y-3 say what is wrong with new words, and keep what was typed', async () => {
    const answer = await post(
      `${page}/new`,
      words({ do: 'look', labelEn: '', reason: '', change: 'asks-again' }),
    );
    expect(answer.status).to.equal(400);
    expect(answer.text).to.include('href="#labelEn"').and.include('value="Bloemenpost"');
    const soon = await post(`${page}/new`, words({ do: 'look', reason: 'More.', change: 'asks-again' }));
    expect(soon.status).to.equal(400);
    expect(soon.text).to.include('href="#from"').and.include('at least 14 days');
    const unclear = await post(`${page}/new`, words({ do: 'look', reason: 'More.' })).expect(400);
    expect(unclear.text).to.include('href="#change"');
  });

  it('CON-11 show how new words will look, publish them for a later day, and withdraw them', async () => {
    const from = dutchDay(plus(shop.clock(), 20 * DAY_MS));
    const form = words({ from, change: 'asks-again', reason: 'Weekly now.' });
    const look = await post(`${page}/new`, { ...form, do: 'look' }).expect(200);
    expect(look.text).to.include('Elke week, per e-mail.').and.include('In 24 hours we begin to ask');
    const carried = hiddenFields(look.text);
    expect((await post(`${page}/new`, { ...carried, do: 'change' }).expect(200)).text).to.include(
      'Weekly now.',
    );
    await post(`${page}/new`, { ...carried, do: 'publish' }).expect(303);
    const planned = await officer.get(page).expect(200);
    expect(planned.text).to.include('New words from').and.include('Withdraw these words');
    expect(planned.text).to.not.include(`${page}/new`);
    const number = hiddenFields(planned.text)['number']!;
    const done = await post(`${page}/withdraw`, { number });
    expect((await officer.get(done.headers['location']!)).text).to.include('Nobody has seen these words');
    await post(`${page}/withdraw`, { number }).expect(409);
  });

  describe('of the shop itself', () => {
    const own = 'invitations.workshops.post';
    const there = `/staff/purposes/${own}`;
    const purpose = (extra: object = {}) => ({
      ...{ key: 'invitations.workshops', channel: 'post', termMonths: '24' },
      ...{ coversNl: 'Uitnodigingen op een kaart.', coversEn: 'Invitations on a card.', ...extra },
    });
    const agrees = async (email: string) => {
      const found = (await shop.app.subscribers.findByEmail(email))!;
      return shop.app.consent.agreedTo(found.id, own);
    };

    it('CON-2 refuse a key that the program uses itself, that is taken or that is no key', async () => {
      await marketer.get('/staff/purposes/new').expect(403);
      await marketer.post('/staff/purposes/new').type('form').send(purpose()).expect(403);
      for (const key of [
        'newsletter.x',
        'interests.age',
        'measuring',
        'Two words',
        'new',
        'card.email',
        '',
      ]) {
        const { text } = await post('/staff/purposes/new', purpose({ key })).expect(400);
        expect(text, key).to.include('href="#key"').and.include('Invitations on a card.');
      }
      await post('/staff/purposes/new', purpose({ channel: '' })).expect(400);
      await post('/staff/purposes/new', purpose()).expect(303).expect('location', `${there}?done=added`);
      const again = await post('/staff/purposes/new', purpose()).expect(400);
      expect(again.text).to.include(`There is a purpose ${own} already`);
    });

    it('CON-2 CON-1 are asked of nobody before they have words, and by e-mail always need confirmation', async () => {
      expect((await officer.get(there).expect(200)).text).to.include('It sends nothing under this purpose');
      expect((await shop.visitor().get('/sign-up')).text).to.not.include(own);
      await post('/staff/purposes/new', purpose({ key: 'card', channel: 'email' })).expect(303);
      expect((await officer.get('/staff/purposes/card.email')).text).to.include('Only then the yes counts');
      const first = await officer.get(`${there}/new`).expect(200);
      expect(first.text).to.include('Invitations on a card.').and.include('value="24"');
      const say = words({
        do: 'publish',
        labelNl: 'Uitnodigingen',
        labelEn: 'Invitations',
        termMonths: '24',
      });
      await post(`${there}/new`, say).expect(303);
    });

    it('CON-2 CON-16 are a choice of their own at sign-up and in the preferences, and end with everything', async () => {
      const form = await shop.visitor().get('/sign-up');
      expect(form.text).to.include('Ook van ons').and.include('Uitnodigingen');
      const preferences = await becomeReader(shop, 'card@example.com', {
        ...{ purpose: own, street: 'Lindelaan 1', postcode: '1234 AB', town: 'Voorstad' },
      });
      expect(await agrees('card@example.com')).to.equal(true);
      expect((await marketer.get(there)).text).to.include('1 person says yes now');
      const page = await shop.visitor().get(preferences);
      expect(page.text).to.match(new RegExp(`name="purpose" value="${own}" checked`));
      await shop.visitor().post(preferences).type('form').send({ do: 'stop' }).expect(303);
      expect(await agrees('card@example.com')).to.equal(false);
    });

    it('CON-7 are written down for somebody who says yes at the counter, and shown on their card', async () => {
      const person = await addPerson(shop, { email: 'counter@example.com' });
      const page = await officer.get(`/staff/people/${person}/opt-in`).expect(200);
      const said = { ...hiddenFields(page.text), purpose: own, age: 'yes', evidence: 'Asked for a card.' };
      const where = { street: 'Lindelaan 1', postcode: '1234 AB', town: 'Voorstad' };
      const how = { on: dutchDay(shop.clock()), channel: 'counter' };
      await post(`/staff/people/${person}/opt-in`, { ...said, ...where, ...how }).expect(303);
      expect(await agrees('counter@example.com')).to.equal(true);
      expect((await officer.get(`/staff/people/${person}`)).text).to.include('Invitations');
    });
  });
});
