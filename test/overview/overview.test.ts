import { expect } from 'chai';
import { addPerson, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('the overview', () => {
  let shop: TestApp;
  before(async () => (shop = await startTestApp()));
  after(() => shop.close());

  it('UX-5 says what to do first while there is nothing', async () => {
    const marketer = await shop.staff('marketer');
    const { text } = await marketer.get('/staff').expect(200);
    expect(text).to.include('Nobody has signed up yet').and.to.include('How to begin');
  });

  it('counts what people agreed to', async () => {
    await openShop(shop);
    for (const name of ['an', 'bo', 'cor']) await addPerson(shop, { email: `${name}@example.org` });
    const { text } = await (await shop.staff('administrator')).get('/staff');
    expect(text).to.match(/subscriptions by email, confirmed<\/dt><dd><span class="big">3</);
  });

  it('PRIV-10 shows each role what belongs to it', async () => {
    const counter = (await (await shop.staff('counter')).get('/staff')).text;
    expect(counter).to.include('Find a subscriber').and.not.to.include('href="/staff/campaigns"');
    const marketer = (await (await shop.staff('marketer')).get('/staff')).text;
    expect(marketer).to.include('href="/staff/campaigns"').and.not.to.include('action="/staff/people"');
  });

  it('PRIV-10 notices one person who holds every role', async () => {
    const all = await shop.staff('marketer', 'counter', 'privacy-officer', 'administrator');
    expect((await all.get('/staff')).text).to.include('You have every role');
    expect((await (await shop.staff('administrator')).get('/staff')).text).not.to.include(
      'You have every role',
    );
  });
});
