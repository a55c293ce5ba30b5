import { expect } from 'chai';
import { DAY_MS } from '../../server/platform/clock/index.ts';
import type { NewDecision } from '../../server/consent/index.ts';
import { type ImportId, newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop, yesOfFile } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe("a person's card", () => {
  let shop: TestApp;
  let anneke: SubscriberId;
  let counter: Awaited<ReturnType<TestApp['staff']>>;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    anneke = await addPerson(shop, { email: 'anneke@example.org', firstName: 'Anneke', topics: ['roses'] });
    counter = await shop.staff('counter');
  });
  after(() => shop.close());

  it('is found by how the address or the name begins, and nobody is listed before something is typed', async () => {
    expect((await counter.get('/staff/people')).text).not.to.include('anneke@example.org');
    expect((await counter.get('/staff/people?q=ANNEK')).text).to.include('anneke@example.org');
    expect((await counter.get('/staff/people?q=nobody')).text).to.include('Nobody found');
  });

  it('shows consents, interests, ledger and until when all of it is kept', async () => {
    const { text } = await counter.get(`/staff/people/${anneke}`).expect(200);
    for (const part of ['Anneke', 'anneke@example.org', 'Roses', 'Never asked', 'Agreed', '2 years after']) {
      expect(text).to.include(part);
    }
  });

  it('CON-3 shows a consent with the words, language, form and statement it was given under', async () => {
    const { text } = await counter.get(`/staff/people/${anneke}`);
    const wording = await shop.app.consent.wording('interests.told', 'nl');
    expect(text).to.include(wording.label).and.to.include(wording.hash).and.to.include('privacy statement');
  });

  it('CON-3 calls the one line of a file a yes, for all that its row says yes to, and tells two lines apart', async () => {
    const labels = await Promise.all(
      [emailPurpose, 'interests.orders'].map(
        async (key) => (await shop.app.consent.wording(key, 'nl')).label,
      ),
    );
    const yesesOf = async (...lines: NewDecision[]) => {
      const id = await addPerson(shop, { email: `${newId()}@example.org`, agrees: [] });
      await shop.app.consent.record(id, lines);
      const { text } = await counter.get(`/staff/people/${id}?lang=nl`).expect(200);
      return [...text.matchAll(/<b>((?:Gaf toestemming|Bevestigde)[^<]*)<\/b>/g)].map(([, said]) => said);
    };
    const [at, run] = [shop.clock(), newId<ImportId>()];
    const orders = yesOfFile('given', at, run, 'interests.orders');
    const one = await yesesOf(yesOfFile('confirmed', at, run), orders);
    expect(one).to.deep.equal([`Gaf toestemming: ${labels.toReversed().join('; ')}`]);
    const two = await yesesOf(yesOfFile('given', at, run), yesOfFile('confirmed', at, run));
    expect(two).to.have.members([`Gaf toestemming: ${labels[0]}`, `Bevestigde: ${labels[0]}`]);
  });

  it('PRIV-10 logs every look and shows who looked', async () => {
    const before = (await shop.app.accounts.looksAt(anneke)).length;
    await counter.get(`/staff/people/${anneke}`);
    await counter.get(`/staff/people/${anneke}/opt-out`);
    const looks = await shop.app.accounts.looksAt(anneke);
    expect(looks.length).to.equal(before + 2);
    expect((await counter.get(`/staff/people/${anneke}`)).text).to.include(looks[0]!.name);
  });

  it('PRIV-10 is closed to a marketer, and so are search and opt-out', async () => {
    const marketer = await shop.staff('marketer');
    for (const path of ['', '?q=anneke', `/${anneke}`, `/${anneke}/opt-out`, `/${anneke}/correct`]) {
      const answer = await marketer.get(`/staff/people${path}`);
      expect(answer.status).to.equal(403);
      expect(answer.text).not.to.include('anneke@example.org').and.not.to.include('action="/staff/people"');
    }
    expect((await marketer.post(`/staff/people/${anneke}/opt-out`)).status).to.equal(403);
  });

  it('SEC-8 answers 404 for an id that nobody has, or that is none', async () => {
    expect((await counter.get('/staff/people/aaaaaaaaaaaaaaaa')).status).to.equal(404);
    expect((await counter.get('/staff/people/1')).status).to.equal(404);
  });

  it('PRIV-2 corrects a name with the reason, and shows both on the card', async () => {
    const post = (reason: string) =>
      counter.post(`/staff/people/${anneke}/correct`).type('form').send({
        firstName: 'Anneke',
        lastName: 'Visser',
        language: 'nl',
        reason,
        email: 'other@example.org',
      });
    const without = await post('');
    expect(without.status).to.equal(400);
    expect(without.text).to.include('href="#reason"').and.to.include('value="Visser"');
    await post('Called to say that the last name lacked').expect(303);
    const { text } = await counter.get(`/staff/people/${anneke}`);
    expect(text).to.include('Anneke Visser').and.to.include('Called to say that the last name lacked');
    expect((await shop.app.subscribers.get(anneke)).email).to.equal('anneke@example.org');
  });

  it('PRIV-2 corrects a postal address, which stays while post is sent to it', async () => {
    const id = await addPerson(shop, {
      email: 'post@example.org',
      agrees: ['newsletter.bloemenpost.post'],
    });
    const correct = (fields: object) =>
      counter
        .post(`/staff/people/${id}/correct`)
        .type('form')
        .send({ language: 'nl', reason: 'Moved house', ...fields });
    const empty = await correct({});
    expect(empty.status).to.equal(400);
    expect(empty.text).to.include('href="#street"').and.to.include('Moved house');
    await correct({ street: 'Dorpsstraat 3', postcode: '4321zz', town: 'Dorp' }).expect(303);
    const { text } = await counter.get(`/staff/people/${id}`);
    for (const part of ['Dorpsstraat 3', '4321 ZZ', 'Corrected: Postal address', 'Moved house'])
      expect(text).to.include(part);
  });

  it('escapes what people typed', async () => {
    const id = await addPerson(shop, { email: 'script@example.org', firstName: '<script>alert(1)</script>' });
    const { text } = await counter.get(`/staff/people/${id}`);
    expect(text).to.include('&lt;script&gt;alert').and.not.to.include('<script>alert');
  });

  it('keeps the term of two years from the last activity', async () => {
    shop.clock.advance(10 * DAY_MS);
    const { lastActivityAt } = await shop.app.subscribers.get(anneke);
    const year = lastActivityAt.getUTCFullYear() + 2;
    expect((await counter.get(`/staff/people/${anneke}`)).text).to.include(`datetime="${year}-`);
  });
});
