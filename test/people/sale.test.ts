import { expect } from 'chai';
import { dutchDay, MINUTE_MS } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { makeCampaign, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { becomeReader, lastMailTo, linkIn, mailsTo } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('a customer who never asked', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let newsletter: string;
  let counter: Awaited<ReturnType<TestApp['staff']>>;
  let marketer: Awaited<ReturnType<TestApp['staff']>>;
  before(async () => {
    shop = await startTestApp();
    newsletter = (await openShop(shop)).id;
    counter = await shop.staff('counter');
    marketer = await shop.staff('marketer');
  });
  beforeEach(() => shop.app.settings.change({ softOptIn: true, softOptInMonths: 24 }));
  after(() => shop.close());

  const sale = { purpose: emailPurpose, bought: 'Rozen, bon 12', offered: 'yes', similar: 'yes', age: 'yes' };
  const sell = (id: SubscriberId, on: string, fields: object = {}) =>
    counter
      .post(`/staff/people/${id}/sale`)
      .type('form')
      .send({ ...sale, on, ...fields });
  const addCustomer = (email: string) => addPerson(shop, { email, agrees: [] });
  const may = async (id: SubscriberId) =>
    (await shop.app.consent.mayReceive([id], emailPurpose)).get(id)?.may !== 'no';
  const monthsAgo = (months: number) => {
    const day = new Date(shop.clock());
    day.setUTCMonth(day.getUTCMonth() - months);
    return dutchDay(day);
  };
  const receivers = async () => {
    const ids: SubscriberId[] = [];
    for await (const id of shop.app.consent.receivers(emailPurpose)) ids.push(id);
    return ids;
  };
  const sendIssue = async () => {
    const campaign = await makeCampaign(marketer, newsletter);
    await write(marketer, campaign, 'Roses', 'Roses are here, come and look at them.');
    expect(await send(marketer, campaign)).to.equal(303);
    shop.clock.advance(2 * MINUTE_MS);
    await shop.work();
  };

  it('CON-8 is off as the shop begins, and then nothing can be recorded', async () => {
    await shop.app.settings.change({ softOptIn: false });
    const id = await addCustomer('uit@example.org');
    expect((await counter.get(`/staff/people/${id}`)).text).not.to.include(`${id}/sale`);
    expect((await counter.get(`/staff/people/${id}/sale`)).text).to.include('only to people who asked');
    expect((await sell(id, monthsAgo(1))).status).to.equal(400);
    expect(await shop.app.consent.history(id)).to.deep.equal([]);
  });

  it('CON-8 gets mail that says so and can be stopped from it, with the sale as evidence', async () => {
    const email = 'klant@example.org';
    const id = await addCustomer(email);
    const card = `/staff/people/${id}`;
    await sell(id, monthsAgo(2)).expect(303);
    const [line] = await shop.app.consent.history(id);
    expect(line).to.include({ act: 'soft-opt-in', channel: 'sale', wording: null });
    expect(line!.evidence!.text).to.include('Rozen, bon 12').and.to.include('Weigeren kon daarbij');
    expect((await counter.get(card)).text).to.include('Customer, never asked for it');
    await sendIssue();
    const mail = await lastMailTo(shop, email);
    for (const part of [mail.text, mail.html]) expect(part).to.include('iets kocht bij Les Fleurs');
    expect(mail.text).to.include('Maak bezwaar');
    const preferences = await shop.visitor().get(linkIn(shop, mail, '/preferences/'));
    expect(preferences.text).to.include('Je bent klant sinds').and.not.to.include('Je zei ja op');
    await shop.app.settings.change({ softOptIn: false });
    const stopped = await shop.visitor().get(linkIn(shop, mail, '/preferences/'));
    expect(stopped.text).to.include('Je kreeg dit als klant').and.not.to.include('Je bent klant sinds');
    await shop.app.settings.change({ softOptIn: true });
    const left = await shop
      .visitor()
      .post(linkIn(shop, mail, '/unsubscribe/'))
      .type('form')
      .send('confirm=yes')
      .expect(200);
    expect(left.text, 'there was no yes to take up again').not.to.include('/unsubscribe/undo/');
    expect(await may(id)).to.equal(false);
    // Never over a no, of whatever date.
    expect((await sell(id, monthsAgo(0))).status).to.equal(400);
    expect(await may(id)).to.equal(false);
    expect((await shop.app.consent.verifyLedger()).findings).to.deep.equal([]);
  });

  it('CON-8 gets nothing once the shop stops doing this, or the sale is too long ago', async () => {
    const id = await addCustomer('lang@example.org');
    expect((await sell(id, monthsAgo(30))).text).to.include('href="#on"');
    await sell(id, monthsAgo(20)).expect(303);
    expect(await may(id)).to.equal(true);
    expect(await receivers()).to.include(id);
    for (const off of [{ softOptIn: false }, { softOptIn: true, softOptInMonths: 12 }]) {
      await shop.app.settings.change(off);
      expect(await may(id)).to.equal(false);
      expect(await receivers()).not.to.include(id);
      expect((await counter.get(`/staff/people/${id}`)).text).to.include('the sale counts no more');
    }
    expect((await shop.app.consent.countAgreed()).get(emailPurpose) ?? 0, 'nobody agreed').to.equal(0);
  });

  it('CON-8 CON-13 asks for the sale, its likeness, the age and the offer to refuse, and heeds a suppression', async () => {
    const id = await addCustomer('vraag@example.org');
    const answer = await sell(id, '', { bought: '', offered: undefined, similar: undefined, age: '' });
    expect(answer.status).to.equal(400);
    for (const field of ['on', 'bought', 'offered', 'similar', 'age'])
      expect(answer.text).to.include(`href="#${field}"`);
    await shop.app.consent.suppress('vraag@example.org', 'opted-out', shop.clock());
    expect((await sell(id, monthsAgo(1))).status).to.equal(400);
    expect(await may(id)).to.equal(false);
  });

  it('CON-8 is no longer a customer only, once they ask for it themselves', async () => {
    const email = 'vrager@example.org';
    const id = await addCustomer(email);
    await sell(id, monthsAgo(1)).expect(303);
    await becomeReader(shop, email);
    const standing = (await shop.app.consent.standing(id)).get(emailPurpose)!;
    expect(standing.agreed).to.equal(true);
    expect(standing.soldAt).to.equal(undefined);
    expect(standing.wording).not.to.equal(null);
    await shop.app.settings.change({ softOptIn: false });
    expect(await may(id)).to.equal(true);
    expect(await mailsTo(shop, email)).to.have.length(1);
  });
});
