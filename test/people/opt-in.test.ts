import { expect } from 'chai';
import { dutchDay } from '../../server/platform/clock/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { hiddenFields, mailsTo } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const postPurpose = 'newsletter.bloemenpost.post';

describe('a yes that staff record', () => {
  let shop: TestApp;
  let counter: Awaited<ReturnType<TestApp['staff']>>;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    await openShop(shop);
    counter = await shop.staff('counter');
  });
  after(() => shop.close());

  const sayYes = async (page: string, fields: object) => {
    const { words } = hiddenFields((await counter.get(page).expect(200)).text);
    const on = dutchDay(shop.clock());
    const usual = { age: 'yes', words: words![0], on, channel: 'telephone', evidence: 'She asked for it.' };
    return counter
      .post(page)
      .type('form')
      .send({ ...usual, ...fields });
  };
  const traces = (email: string) =>
    Promise.all(
      ['pending_sign_ups', 'subscribers', 'outbox', 'ledger', 'evidence'].map(async (name) =>
        JSON.stringify(await shop.db.connection.collection(name).find().toArray()).includes(email),
      ),
    );

  it('CON-13 turns away whoever is too young, kindly, with nothing stored', async () => {
    const email = 'jong@example.org';
    const answer = await sayYes('/staff/people/opt-in', { email, purpose: emailPurpose, age: '' });
    expect(answer.status).to.equal(400);
    expect(answer.text).to.include('href="#age"').and.to.include('thank them kindly');
    expect(await traces(email)).not.to.include(true);
  });

  it('A11Y-3 names what lacks, and records nothing', async () => {
    const id = await addPerson(shop, { email: 'gijs@example.org' });
    const before = (await shop.app.consent.history(id)).length;
    const page = `/staff/people/${id}/opt-in`;
    const nothing = await sayYes(page, { on: '', evidence: '' });
    expect(nothing.text).to.include('href="#on"').and.to.include('href="#evidence"');
    // What runs already cannot be said yes to again; other words are not those on the page.
    for (const [fields, field] of [
      [{ purpose: emailPurpose }, 'purpose'],
      [{ purpose: postPurpose, words: 'other' }, 'words'],
      [{ purpose: postPurpose }, 'postcode'],
    ] as const) {
      const answer = await sayYes(page, fields);
      expect(answer.status).to.equal(400);
      expect(answer.text).to.include(`href="#${field}"`);
    }
    expect(await shop.app.consent.history(id)).to.have.length(before);
  });

  it('CON-7 CON-10 a complaint blocks the confirmation mail, and then nothing at all is recorded', async () => {
    const id = await addPerson(shop, { email: 'boos@example.org', agrees: [] });
    await shop.app.consent.suppress('boos@example.org', 'complained', shop.clock());
    const answer = await sayYes(`/staff/people/${id}/opt-in`, { purpose: emailPurpose });
    expect(answer.status).to.equal(400);
    expect(answer.text).to.include('reported our mail as spam');
    expect(await mailsTo(shop, 'boos@example.org')).to.have.length(0);
  });

  it('CON-7 takes post and e-mail in one go: the one counts, the other waits', async () => {
    const id = await addPerson(shop, { email: 'hans@example.org', agrees: [] });
    const post = { street: 'Kerkweg 2', postcode: '1234 AB', town: 'Voorstad' };
    const both = [emailPurpose, postPurpose, 'interests.orders'];
    const { headers } = await sayYes(`/staff/people/${id}/opt-in`, { ...post, purpose: both });
    expect(headers['location']).to.equal(`/staff/people/${id}?done=both`);
    const agreed = await Promise.all(both.map((purpose) => shop.app.consent.agreedTo(id, purpose)));
    expect(agreed).to.deep.equal([false, true, false]);
    expect((await mailsTo(shop, 'hans@example.org')).at(-1)!.text).to.include('telefoon');
  });

  it('PRIV-10 is closed to a marketer', async () => {
    const marketer = await shop.staff('marketer');
    for (const path of ['opt-in', 'opt-out']) {
      expect((await marketer.get(`/staff/people/${path}`)).status).to.equal(403);
      expect((await marketer.post(`/staff/people/${path}`)).status).to.equal(403);
    }
  });
});
