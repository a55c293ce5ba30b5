import { expect } from 'chai';
import { DAY_MS, dutchDay, plus } from '../../server/platform/clock/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('an opt-out that staff record', () => {
  let shop: TestApp;
  let counter: Awaited<ReturnType<TestApp['staff']>>;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    counter = await shop.staff('counter');
  });
  after(() => shop.close());

  const day = (daysAgo: number) => dutchDay(plus(shop.clock(), -daysAgo * DAY_MS));
  const optOut = (id: string, form: object) =>
    counter.post(`/staff/people/${id}/opt-out`).type('form').send(form);

  it('CON-7 takes effect at once and is kept with channel, day, evidence and who wrote it down', async () => {
    const id = await addPerson(shop, { email: 'bo@example.org', topics: ['roses'] });
    await optOut(id, {
      purposes: emailPurpose,
      channel: 'telephone',
      on: day(2),
      evidence: 'No more mail, please',
    }).expect(303);
    expect(await shop.app.consent.agreedTo(id, emailPurpose)).to.equal(false);
    expect(await shop.app.consent.agreedTo(id, 'interests.told')).to.equal(true);
    const line = (await shop.app.consent.history(id)).at(-1)!;
    expect(line).to.include({ act: 'withdrawn', channel: 'telephone' });
    expect(line.evidence!.text).to.equal('No more mail, please');
    expect(line.actor.kind).to.equal('staff');
    expect(dutchDay(line.at)).to.equal(day(2));
    expect((await counter.get(`/staff/people/${id}`)).text).to.include('No more mail, please');
  });

  it('CON-6 stops everything in one go, and the interests with it', async () => {
    const id = await addPerson(shop, { email: 'cor@example.org', topics: ['roses'] });
    await optOut(id, {
      purposes: 'everything',
      channel: 'counter',
      on: day(0),
      evidence: 'Wants nothing',
    }).expect(303);
    expect([...(await shop.app.consent.standing(id)).values()].some(({ agreed }) => agreed)).to.equal(false);
    expect(await shop.app.interests.profile(id)).to.deep.equal([]);
    expect((await counter.get(`/staff/people/${id}/opt-out`)).text).to.include('There is nothing to stop');
  });

  it('A11Y-3 names what is missing, keeps what was typed and changes nothing', async () => {
    const id = await addPerson(shop, { email: 'dirk@example.org' });
    const answer = await optOut(id, { channel: 'letter', on: day(-3), evidence: 'A letter came' });
    expect(answer.status).to.equal(400);
    expect(answer.text).to.include('href="#purposes"').and.to.include('A letter came');
    const toCome = await optOut(id, {
      purposes: emailPurpose,
      channel: 'letter',
      on: day(-3),
      evidence: 'x',
    });
    expect(toCome.text).to.include('href="#on"');
    expect(await shop.app.consent.agreedTo(id, emailPurpose)).to.equal(true);
  });

  it('CON-7 refuses a day that cannot be right, and stops everything of a known address', async () => {
    const id = await addPerson(shop, { email: 'fien@example.org' });
    const call = { email: 'Fien@example.org', channel: 'telephone', evidence: 'x' };
    const block = (on: string) =>
      counter
        .post('/staff/people/opt-out')
        .type('form')
        .send({ ...call, on });
    for (const on of [day(-1), '1925-05-05', 'soon']) {
      const answer = await block(on);
      expect(answer.status, on).to.equal(400);
      expect(answer.text).to.include('href="#on"');
    }
    expect((await block(day(0))).headers['location']).to.equal(`/staff/people/${id}?done=stopped`);
    expect(await shop.app.consent.agreedTo(id, emailPurpose)).to.equal(false);
    expect(await shop.app.consent.suppressionOf('fien@example.org')).to.equal(null);
    // Whoever gets nothing any more is blocked as anybody unknown is; erasing takes the text along.
    await block(day(0)).expect(303);
    expect(await shop.app.consent.suppressionOf('fien@example.org')).to.deep.equal({ reason: 'opted-out' });
    await shop.app.privacy.eraseSubscriber(id, { kind: 'subscriber' });
    expect(await shop.db.connection.collection('block_notes').countDocuments()).to.equal(0);
  });

  it('SEC-8 ignores purposes that the person never agreed to', async () => {
    const id = await addPerson(shop, { email: 'els@example.org' });
    const before = (await shop.app.consent.history(id)).length;
    await optOut(id, { purposes: 'interests.orders', channel: 'mail', on: day(0), evidence: 'x' });
    expect((await shop.app.consent.history(id)).length).to.equal(before);
  });
});
