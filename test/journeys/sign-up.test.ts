/** Somebody signs up: the form, the mail, the button; and everything that must not happen on the way. */
import { expect } from 'chai';
import { HOUR_MS } from '../../server/platform/clock/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import {
  becomeReader,
  hiddenFields,
  lastMailTo,
  linkIn,
  mailsTo,
  postSignUp,
  quickest,
} from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const postPurpose = 'newsletter.bloemenpost.post';

describe('A reader who signs up', () => {
  let shop: TestApp;
  let count = 0;
  const newAddress = () => `lezer${(count += 1)}@example.org`;
  // Every request comes from another network, so that only the test of that limit meets it.
  const elsewhere = () => `10.0.${Math.floor((count += 1) / 250)}.${count % 250}`;
  const signUp = (fields: Record<string, string | string[]>, lang?: 'nl' | 'en') =>
    postSignUp(shop, fields, lang, elsewhere());
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp({ TRUST_PROXY: '1' });
  });
  after(() => shop.close());

  it('finds a kind page while there is no newsletter', async () => {
    for (const page of ['/', '/sign-up']) {
      const { text } = await shop.visitor().get(`${page}?lang=nl`).expect(200);
      expect(text).to.include('Er is nog geen nieuwsbrief');
    }
    await openShop(shop);
  });

  it('finds the newsletters, the way to sign up, the archive and the preferences on the first page', async () => {
    const { text } = await shop.visitor().get('/').set('Accept-Language', 'en').expect(200);
    expect(text)
      .to.include('Flower post')
      .and.include('About twice a month.')
      .and.include('In Dutch and English.');
    for (const link of ['/sign-up', '/archive', '/preferences', '/statement'])
      expect(text).to.include(`href="${link}"`);
  });

  it('CON-2 CON-15 sees every box unticked, one for each purpose, and why a name is asked', async () => {
    const { text } = await shop.visitor().get('/sign-up?lang=nl').expect(200);
    expect(text).to.not.include('checked');
    for (const purpose of [emailPurpose, postPurpose, 'interests.orders'])
      expect(text).to.include(`value="${purpose}"`);
    expect(text).to.include('Dan kunnen we je in de nieuwsbrief bij je naam noemen.');
  });

  it('MAIL-16 is not asked about measuring, because nothing is measured', async () => {
    const { text } = await shop.visitor().get('/sign-up');
    expect(text).to.not.include('measuring');
  });

  it('UX-3 reads above the topics that picking one says yes, in the exact words', async () => {
    const { label, text: sentence } = await shop.app.consent.wording('interests.told', 'nl');
    const { text } = await shop.visitor().get('/sign-up?lang=nl').expect(200);
    expect(text)
      .to.include('Kies je een onderwerp, dan zeg je hier ja tegen:')
      .and.include(label)
      .and.include(sentence);
    expect(text.indexOf(label)).to.be.lessThan(text.indexOf('name="topic"'));
  });

  it('CON-1 enters subscribers and ledger only by the button behind the link in the mail', async () => {
    const email = newAddress();
    const answer = await signUp({ email });
    expect(answer.status).to.equal(303);
    const { text: sent } = await shop.visitor().get(answer.headers['location']!).expect(200);
    expect(sent).to.include('Kijk in je mail').and.not.include(email);
    expect(await shop.app.subscribers.findByEmail(email)).to.equal(null);
    expect(await shop.app.preferences.countWaiting()).to.equal(1);

    const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
    const { text: question } = await shop.visitor().get(confirm).expect(200);
    expect(question)
      .to.include((await shop.app.consent.wording(emailPurpose, 'nl')).label)
      .and.not.include(email);
    expect(await shop.app.subscribers.findByEmail(email)).to.equal(null);

    const { headers } = await shop.visitor().post(confirm).expect(303);
    const person = (await shop.app.subscribers.findByEmail(email))!;
    expect(await shop.app.consent.agreedTo(person.id, emailPurpose)).to.equal(true);
    const { text: welcome } = await shop.visitor().get(headers['location']!).expect(200);
    expect(welcome).to.include('Welkom.').and.include('•••@example.org').and.not.include(email);
    expect(await shop.app.preferences.countWaiting()).to.equal(0);
  });

  it('CON-3 keeps with each decision the words, form, page, statement, language and time of the form', async () => {
    const email = newAddress();
    await signUp({ email, purpose: [emailPurpose, 'interests.orders'] }, 'en');
    const askedAt = shop.clock();
    shop.clock.advance(HOUR_MS);
    await shop
      .visitor()
      .post(linkIn(shop, await lastMailTo(shop, email), '/confirm/'))
      .expect(303);
    const person = (await shop.app.subscribers.findByEmail(email))!;
    expect(person.language).to.equal('en');
    const lines = await shop.app.consent.history(person.id);
    expect(lines.map(({ purpose, act }) => `${purpose} ${act}`)).to.deep.equal([
      `${emailPurpose} given`,
      `${emailPurpose} confirmed`,
      'interests.orders given',
      'interests.orders confirmed',
    ]);
    const words = await shop.app.consent.wordingByHash(lines[0]!.wording!);
    expect(words).to.deep.include({ purpose: emailPurpose, language: 'en' });
    expect(lines[0]).to.deep.include({
      form: 'sign-up',
      page: '/sign-up',
      channel: 'page',
      language: 'en',
      at: askedAt,
    });
    expect(lines[0]).to.deep.include({
      statementVersion: await shop.app.consent.statementVersion(),
      actor: { kind: 'subscriber' },
    });
    expect(lines[1]!.at).to.deep.equal(shop.clock());
  });

  it('CON-3 is asked again when the words on the page are no longer those in force', async () => {
    const answer = await signUp({ email: newAddress(), words: 'other-words' });
    expect(answer.status).to.equal(400);
    expect(answer.text).to.include('De tekst bij de keuzes is intussen veranderd');
  });

  it('UX-3 gives the consent to use topics by picking one, and only then', async () => {
    const email = newAddress();
    await signUp({ email, topic: ['roses', 'garden'] });
    await shop
      .visitor()
      .post(linkIn(shop, await lastMailTo(shop, email), '/confirm/'))
      .expect(303);
    const person = (await shop.app.subscribers.findByEmail(email))!;
    expect(await shop.app.consent.agreedTo(person.id, 'interests.told')).to.equal(true);
    const profile = await shop.app.interests.profile(person.id);
    expect(profile.map(({ topic }) => topic)).to.have.members(['roses', 'garden']);

    const other = newAddress();
    await signUp({ email: other });
    await shop
      .visitor()
      .post(linkIn(shop, await lastMailTo(shop, other), '/confirm/'))
      .expect(303);
    const without = (await shop.app.subscribers.findByEmail(other))!;
    expect(await shop.app.consent.agreedTo(without.id, 'interests.told')).to.equal(false);
  });

  it('A11Y-3 gets every problem at its field, in a list that links to it, with what was typed kept', async () => {
    const { status, text } = await signUp({
      ...{ email: 'anneke.example.org', firstName: 'Anneke', purpose: postPurpose, topic: 'roses' },
      ...{ street: 'Beukenlaan 3', town: 'Voorstad', age: '' },
    });
    expect(status).to.equal(400);
    expect(text).to.match(/<title>Fout: /);
    for (const field of ['email', 'postcode', 'age']) {
      expect(text).to.include(`<a href="#${field}">`).and.include(`id="${field}-error"`);
      expect(text).to.match(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
    }
    for (const value of ['anneke.example.org', 'Anneke', 'Beukenlaan 3', 'Voorstad']) {
      expect(text).to.include(`value="${value}"`);
    }
    expect(text)
      .to.match(new RegExp(`value="${postPurpose}" checked`))
      .and.to.match(/value="roses" checked/);
  });

  it('must choose a newsletter', async () => {
    const { status, text } = await signUp({ email: newAddress(), purpose: 'interests.orders' });
    expect(status).to.equal(400);
    expect(text)
      .to.include('<a href="#purpose">Kies ten minste één ding dat je wilt krijgen</a>')
      .and.include('id="purpose"');
  });

  it('CON-13 is refused kindly when younger, with nothing stored', async () => {
    const waiting = await shop.app.preferences.countWaiting();
    const { status, text } = await signUp({ email: newAddress(), age: '' });
    expect(status).to.equal(400);
    expect(text).to.include('Ik ben 16 jaar of ouder').and.include('ouder of verzorger');
    expect(await shop.app.preferences.countWaiting()).to.equal(waiting);
  });

  it('gives a postal address for post, and it is kept in one form', async () => {
    const email = newAddress();
    const address = { street: 'Beukenlaan 3', postcode: '1234ab', town: 'Voorstad' };
    await signUp({ email, purpose: [postPurpose], ...address });
    await shop
      .visitor()
      .post(linkIn(shop, await lastMailTo(shop, email), '/confirm/'))
      .expect(303);
    const person = (await shop.app.subscribers.findByEmail(email))!;
    expect(person.post).to.deep.equal({
      street: 'Beukenlaan 3',
      postcode: '1234 AB',
      town: 'Voorstad',
      country: 'NL',
    });
    expect(await shop.app.consent.agreedTo(person.id, emailPurpose)).to.equal(false);
  });

  it('MAIL-8 gets an automatic mail without list headers, from a shop with a postal address', async () => {
    const email = newAddress();
    await signUp({ email, firstName: 'http://spam.example Anneke' });
    const mail = await lastMailTo(shop, email);
    const headers = new Map(mail.headers.map(({ name, value }) => [name.toLowerCase(), value]));
    expect(headers.get('auto-submitted')).to.equal('auto-generated');
    expect(
      [...headers.keys()].filter((name) => name.startsWith('list-') || name === 'feedback-id'),
    ).to.deep.equal([]);
    for (const part of [mail.text, mail.html]) {
      expect(part).to.include('Lindelaan 14').and.include('/statement').and.not.include('spam.example');
    }
  });

  it('A11Y-4 gets the mail in the language of the page', async () => {
    const email = newAddress();
    await signUp({ email }, 'en');
    const mail = await lastMailTo(shop, email);
    expect(mail.subject).to.match(/^Confirm your sign-up at /);
    expect(mail.html).to.include('lang="en"');
  });

  it('LINK-1 LINK-2 is confirmed by one POST after a hundred GETs, and a second one says it is done', async () => {
    const email = newAddress();
    await signUp({ email });
    const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
    for (let times = 0; times < 100; times += 1) await shop.visitor().get(confirm).expect(200);
    await shop.visitor().head(confirm).expect(200);
    await shop.visitor().options(confirm);
    expect(await shop.app.subscribers.findByEmail(email)).to.equal(null);
    await shop.visitor().post(confirm).expect(303);
    const again = await shop.visitor().post(`${confirm}?lang=nl`).expect(200);
    expect(again.text).to.include('Dit was al bevestigd');
    const person = (await shop.app.subscribers.findByEmail(email))!;
    expect(await shop.app.consent.history(person.id)).to.have.length(2);
  });

  it('confirms once when the button is pressed twice at the same moment', async () => {
    const email = newAddress();
    await signUp({ email });
    const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
    const answers = await Promise.all([1, 2].map(() => shop.visitor().post(confirm)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 303]);
  });

  it('CON-2 keeps all choices of two sign-ups of one address that are confirmed at the same moment', async () => {
    for (let round = 0; round < 2; round += 1) {
      const email = newAddress();
      const chosen = [[emailPurpose], [emailPurpose, 'interests.orders']];
      const links: string[] = [];
      for (const purpose of chosen) {
        await signUp({ email, purpose, topic: purpose.length > 1 ? 'garden' : 'roses' });
        links.push(linkIn(shop, await lastMailTo(shop, email), '/confirm/'));
      }
      const answers = await Promise.all(links.map((link) => shop.visitor().post(link)));
      expect(answers.map(({ status }) => status)).to.deep.equal([303, 303]);
      const person = (await shop.app.subscribers.findByEmail(email))!;
      for (const purpose of [emailPurpose, 'interests.orders', 'interests.told'])
        expect(await shop.app.consent.agreedTo(person.id, purpose), purpose).to.equal(true);
      const topics = (await shop.app.interests.profile(person.id)).map(({ topic }) => topic);
      expect(topics).to.deep.equal(['garden', 'roses']);
    }
  });

  it('UX-3 loses no topic when confirming fails half-way: nothing is recorded, and the button works again', async () => {
    const email = newAddress();
    await signUp({ email, topic: 'roses' });
    const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
    const { interests } = shop.app;
    const { noteTold } = interests;
    interests.noteTold = () => Promise.reject(new Error('the database hung up'));
    try {
      await shop.visitor().post(confirm).expect(500);
    } finally {
      interests.noteTold = noteTold;
    }
    expect(await shop.app.subscribers.findByEmail(email)).to.equal(null);
    await shop.visitor().post(confirm).expect(303);
    const person = (await shop.app.subscribers.findByEmail(email))!;
    expect((await interests.profile(person.id)).map(({ topic }) => topic)).to.deep.equal(['roses']);
  });

  it('LINK-9 cannot confirm after 72 hours, and the sign-up is forgotten', async () => {
    const email = newAddress();
    await signUp({ email });
    const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
    shop.clock.advance(72 * HOUR_MS + 1000);
    expect((await shop.visitor().post(`${confirm}?lang=nl`).expect(404)).text).to.include(
      'Deze link werkt niet meer',
    );
    await shop.work();
    expect(await shop.app.preferences.countWaiting()).to.equal(0);
    expect(await shop.app.subscribers.findByEmail(email)).to.equal(null);
  });

  it('SEC-5 gets the same answer, in content and in time, whether or not the address is known', async () => {
    const known = [newAddress(), newAddress(), newAddress()];
    for (const email of known) await addPerson(shop, { email });
    const ask = (email: string) => signUp({ email });
    const [a, b] = [
      await quickest(known, ask),
      await quickest([newAddress(), newAddress(), newAddress()], ask),
    ];
    expect(a.answers).to.deep.equal(b.answers);
    expect(Math.abs(a.ms - b.ms)).to.be.lessThan(100);
  });

  it('who has it already gets a mail with the link to their preferences instead', async () => {
    const email = newAddress();
    await becomeReader(shop, email);
    await signUp({ email });
    const mail = await lastMailTo(shop, email);
    expect(mail.text).to.include('je had dit al');
    await shop
      .visitor()
      .get(linkIn(shop, mail, '/preferences/'))
      .expect(200);
  });

  it('who signs up for more confirms, and it is added to what they had', async () => {
    const email = newAddress();
    await becomeReader(shop, email);
    await signUp({ email, purpose: 'interests.orders' }).then(({ status }) => expect(status).to.equal(400));
    await signUp({ email, purpose: [emailPurpose, 'interests.orders'], firstName: 'Anneke' });
    await shop
      .visitor()
      .post(linkIn(shop, await lastMailTo(shop, email), '/confirm/'))
      .expect(303);
    const person = (await shop.app.subscribers.findByEmail(email))!;
    expect(person.firstName).to.equal('Anneke');
    for (const purpose of [emailPurpose, 'interests.orders']) {
      expect(await shop.app.consent.agreedTo(person.id, purpose)).to.equal(true);
    }
  });

  for (const reason of ['erased', 'bounced', 'opted-out'] as const) {
    it(`CON-10 still mails a confirmation to an address blocked as ${reason}, and pressing its button lifts that`, async () => {
      const email = newAddress();
      await shop.app.consent.suppress(email, reason, shop.clock());
      await signUp({ email });
      const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
      expect(await shop.app.consent.suppressionOf(email)).to.deep.equal({ reason });
      await shop.visitor().post(confirm).expect(303);
      expect(await shop.app.consent.suppressionOf(email)).to.equal(null);
      const { id } = (await shop.app.subscribers.findByEmail(email))!;
      expect((await shop.app.consent.mayReceive([id], emailPurpose)).get(id)?.may).not.to.equal('no');
    });
  }

  it('CON-10 sends nothing to an address whose owner reported us for spam, with the same answer', async () => {
    const email = newAddress();
    await shop.app.consent.suppress(email, 'complained', shop.clock());
    const answer = await signUp({ email });
    expect(answer.headers['location']).to.match(/^\/sign-up\/sent/);
    expect(await mailsTo(shop, email)).to.have.length(0);
  });

  it('SEC-12 sends at most three mails a day to one address, and says nothing about it', async () => {
    const email = newAddress();
    for (let times = 0; times < 5; times += 1) {
      expect((await signUp({ email })).headers['location']).to.match(/^\/sign-up\/sent/);
    }
    expect(await mailsTo(shop, email)).to.have.length(3);
  });

  it('SEC-12 may not sign up more than twenty addresses an hour from one network', async () => {
    const network = '192.0.2.7';
    for (let times = 0; times < 20; times += 1) {
      const { status } = await postSignUp(shop, { email: newAddress() }, 'nl', network);
      expect(status).to.equal(303);
    }
    const email = newAddress();
    const { status, text } = await postSignUp(shop, { email }, 'nl', network);
    expect(status).to.equal(429);
    expect(text).to.include('Even wachten').and.include('Wacht een uur');
    expect(await mailsTo(shop, email)).to.have.length(0);
  }).timeout(60_000);

  it('SEC-12 a robot that fills in the hidden field gets the same answer, and nothing happens', async () => {
    const email = newAddress();
    const answer = await signUp({ email, website: 'http://spam.example' });
    expect(answer.headers['location']).to.match(/^\/sign-up\/sent/);
    expect(await mailsTo(shop, email)).to.have.length(0);
  });

  it('SEC-1 refuses operators, paths, repeated and prototype fields, and names the field', async () => {
    const { words } = hiddenFields((await shop.visitor().get('/sign-up')).text);
    const form = `purpose=${emailPurpose}&age=yes&words=${words![0]}`;
    for (const odd of ['email[$ne]=x', 'email[$gt]=', 'email[]=x', 'constructor=x']) {
      const { status, text } = await shop.visitor().post('/sign-up').type('form').send(`${odd}&${form}`);
      expect(status, odd).to.equal(400);
      expect(text).to.include(odd.split('=')[0]!.slice(0, 5));
    }
    const twice = await shop
      .visitor()
      .post('/sign-up')
      .type('form')
      .send(`email=a%40b.nl&email=c%40d.nl&${form}`);
    expect(twice.status).to.equal(400);
    expect(twice.text).to.include('href="#email"');
    for (const json of ['{"email":{"$ne":null}}', '{"__proto__":{"age":"yes"}}']) {
      await shop.visitor().post('/sign-up').type('json').send(json).expect(400);
    }
  });

  it('SEC-2 refuses line breaks in a field', async () => {
    const { status } = await signUp({ email: 'a@example.org\r\nBcc: b@example.org' });
    expect(status).to.equal(400);
  });

  it('needs no cookie and gets none', async () => {
    const page = await shop.visitor().get('/sign-up');
    expect(page.headers).to.not.have.property('set-cookie');
  });

  it('reads the privacy statement with its version and date', async () => {
    const { text } = await shop.visitor().get('/statement?lang=nl').expect(200);
    expect(text)
      .to.match(/Versie 1\. Geldt sinds \d+ [a-z]+ 20\d\d\./)
      .and.include('Lindelaan 14');
  });

  it('keeps search engines from pages behind links', async () => {
    const { text } = await shop.visitor().get('/robots.txt').expect(200);
    for (const path of ['/staff', '/preferences/', '/unsubscribe/', '/confirm/'])
      expect(text).to.include(`Disallow: ${path}`);
  });
});
