import { expect } from 'chai';
import { dutchDay } from '../../server/platform/clock/index.ts';
import { emailPurpose, openShop } from '../support/a-shop.ts';
import { becomeReader, hiddenFields, lastMailTo, linkIn, mailsTo } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const postPurpose = 'newsletter.bloemenpost.post';

describe('What staff record for a person', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let counter: Awaited<ReturnType<TestApp['staff']>>;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    counter = await shop.staff('counter');
  });
  after(() => shop.close());

  const today = () => dutchDay(shop.clock());
  /** The card's address of the one person whom the search finds. */
  const cardOf = async (email: string): Promise<string> => {
    const { text } = await counter.get('/staff/people').query({ q: email }).expect(200);
    return /href="(\/staff\/people\/[a-z2-7]{16})"/.exec(text)![1]!;
  };
  /** Fills in the form of a yes as it stands on the page. */
  const sayYes = async (page: string, fields: object) => {
    const { words } = hiddenFields((await counter.get(page).expect(200)).text);
    const usual = { age: 'yes', words: words![0], on: today(), channel: 'counter', evidence: 'Said so.' };
    return counter
      .post(page)
      .type('form')
      .send({ ...usual, ...fields });
  };

  it('CON-7 CON-6 a call: stop', async () => {
    const preferences = await becomeReader(shop, 'bel@example.org');
    const card = await cardOf('bel@example.org');
    const call = { channel: 'telephone', on: today(), evidence: 'Belde:\r\ngeen mail meer.' };
    await counter
      .post(`${card}/opt-out`)
      .type('form')
      .send({ ...call, purposes: 'everything' })
      .expect(303)
      .expect('location', `${card}?done=stopped`);
    const { text } = await counter.get(card);
    expect(text)
      .to.include('Belde: geen mail meer.')
      .and.to.include('by telephone')
      .and.to.include('Staff 1');
    expect((await shop.visitor().get(preferences)).text).not.to.match(/name="purpose"[^>]* checked/);
  });

  it('CON-7 a letter: post opt-in counts at once, in the words that were compared', async () => {
    const letter = { channel: 'letter', evidence: 'Brief in map 3.', email: 'brief@example.org' };
    const noAddress = await sayYes('/staff/people/opt-in?in=nl', { ...letter, purpose: postPurpose });
    expect(noAddress.status).to.equal(400);
    expect(noAddress.text).to.include('href="#street"').and.to.include('Brief in map 3.');
    const post = { street: 'Kerkweg 2', postcode: '1234ab', town: 'Voorstad', firstName: 'Bea' };
    const done = await sayYes('/staff/people/opt-in?in=nl', { ...letter, ...post, purpose: postPurpose });
    const card = await cardOf('brief@example.org');
    expect(done.headers['location']).to.equal(`${card}?done=started`);
    const { text } = await counter.get(card);
    const { label, hash } = await shop.app.consent.wording(postPurpose, 'nl');
    for (const part of ['1234 AB', 'by letter', 'Brief in map 3.', label, hash, 'a member of staff'])
      expect(text).to.include(part);
    expect(await mailsTo(shop, 'brief@example.org')).to.have.length(0);
  });

  it('CON-7 CON-1 at the counter: e-mail opt-in, confirmed by the person', async () => {
    const email = 'balie@example.org';
    const yes = { email, purpose: emailPurpose, evidence: 'Vroeg er zelf om.' };
    await sayYes('/staff/people/opt-in?in=nl', yes).then(({ headers }) =>
      expect(headers['location']).to.equal('/staff/people?done=mailed'),
    );
    expect((await counter.get('/staff/people').query({ q: email })).text).to.include('Nobody found');
    const mail = await lastMailTo(shop, email);
    expect(mail.text).to.include('in de winkel').and.not.to.include('Vroeg er zelf om');
    await shop
      .visitor()
      .post(linkIn(shop, mail, '/confirm/'))
      .expect(303);
    const id = (await shop.app.subscribers.findByEmail(email))!.id;
    const [given, confirmed] = await shop.app.consent.history(id);
    expect(given).to.include({ act: 'given', channel: 'counter', form: 'staff-opt-in', page: null });
    expect(given!.actor.kind).to.equal('staff');
    expect(given!.evidence!.text).to.equal('Vroeg er zelf om.');
    expect(given!.wording).to.equal((await shop.app.consent.wording(emailPurpose, 'nl')).hash);
    expect(confirmed).to.deep.include({ act: 'confirmed', channel: 'page', actor: { kind: 'subscriber' } });
    expect(confirmed!.evidence).to.equal(undefined);
    expect(await shop.app.consent.agreedTo(id, emailPurpose)).to.equal(true);
  });

  it('PRIV-2 staff change an address, and the new mailbox confirms it', async () => {
    const [old, fresh, known] = ['oud@example.org', 'nieuw@example.org', 'bezet@example.org'];
    await becomeReader(shop, old);
    await becomeReader(shop, known);
    const card = await cardOf(old);
    const ask = (email: string, reason = 'Belde: andere provider.') =>
      counter.post(`${card}/address`).type('form').send({ email, reason });
    expect((await ask(fresh, '')).text)
      .to.include('href="#reason"')
      .and.to.include(`value="${fresh}"`);
    const answers = [await ask(known), await ask(fresh)];
    expect(answers.map(({ headers }) => headers['location'])).to.deep.equal([
      `${card}?done=asked`,
      `${card}?done=asked`,
    ]);
    expect((await lastMailTo(shop, known)).text).to.include('We kennen het al');
    expect((await lastMailTo(shop, old)).text)
      .to.include('Iemand vroeg ons')
      .and.not.to.include(fresh);
    const before = (await counter.get(card)).text;
    expect(before).to.include('Another email address asked for').and.to.include('andere provider');
    expect(before).to.include(old).and.not.to.include(fresh);
    const link = linkIn(shop, await lastMailTo(shop, fresh), '/confirm-address/');
    await shop.visitor().post(link).expect(200);
    expect((await counter.get(card)).text)
      .to.include(fresh)
      .and.not.to.include(old);
  });

  it('CON-7 a call from an address that we do not have is an opt-out too, and keeps files away', async () => {
    const email = 'vreemd@example.org';
    const call = { email, channel: 'telephone', on: today(), evidence: 'Wil nooit iets horen.' };
    await counter.post('/staff/people/opt-out').type('form').send(call).expect(303);
    expect(await shop.app.consent.suppressionOf(email)).to.deep.equal({ reason: 'opted-out' });
    const rows = await shop.db.connection.collection('block_notes').find().toArray();
    expect(rows.map(({ evidence, channel }) => [evidence, channel] as unknown)).to.deep.equal([
      ['Wil nooit iets horen.', 'telephone'],
    ]);
    expect(JSON.stringify(rows)).not.to.include(email);
    const blocked = await sayYes('/staff/people/opt-in?in=nl', {
      ...{ email, purpose: postPurpose, street: 'Kerkweg 2', postcode: '1234 AB', town: 'Voorstad' },
    });
    expect(blocked.text).to.include('This address is blocked');
    // Their own sign-up lifts it, and the card tells what was said before.
    await becomeReader(shop, email);
    expect((await counter.get(await cardOf(email))).text).to.include('Wil nooit iets horen.');
  });
});
