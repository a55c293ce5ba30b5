/** What the public pages keep, and the limits that a journey cannot reach. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import { createHttp, finishHttp } from '../../server/platform/http/index.ts';
import { openLog } from '../../server/platform/log/index.ts';
import { openPreferences, type SignUpLimits } from '../../server/preferences/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { linkIn, lastMailTo, postSignUp } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('preferences', () => {
  let shop: TestApp;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
  });
  after(() => shop.close());

  /** The same pages with limits of their own, reached as if by a proxy. */
  const openWith = (limits: Partial<SignUpLimits>) => {
    const { app, db, clock, url } = shop;
    const secretKeys = [{ id: 'k1', key: randomBytes(32) }];
    const log = openLog('silent');
    const options = { log, publicUrl: url, trustProxy: 1, production: false, shop: app.settings.current };
    const http = createHttp(options);
    // None of these tests asks for the privacy desk.
    const privacy = () => ({ export: app.privacy.exportSubscriber, erase: () => Promise.resolve() });
    const titleOfMail = () => Promise.resolve(null);
    const deps = { ...app, db, clock, publicUrl: url, secretKeys, limits, privacy, titleOfMail };
    http.use(openPreferences(deps).routes);
    finishHttp(http, log);
    return (email: string, from: string) =>
      request(http).post('/preferences').set('X-Forwarded-For', from).type('form').send({ email });
  };

  it('SEC-12 refuses requests above the total of an hour, whatever network they come from', async () => {
    const ask = openWith({ inTotal: 2, answerAfterMs: 0 });
    await ask('a@example.org', '10.2.0.1').expect(303);
    await ask('b@example.org', '10.2.0.2').expect(303);
    await ask('c@example.org', '10.2.0.3').expect(429);
  });

  it('SEC-12 counts an IPv6 network by its first 64 bits', async () => {
    const ask = openWith({ perNetwork: 2, inTotal: 1000, answerAfterMs: 0 });
    await ask('a@example.org', '2001:db8:1:2::1').expect(303);
    await ask('b@example.org', '2001:db8:1:2:ffff::2').expect(303);
    await ask('c@example.org', '2001:db8:1:2:0:0:0:3').expect(429);
    await ask('d@example.org', '2001:db8:1:3::1').expect(303);
  });

  it('PRIV-3 leaves nothing of a person who is erased: no waiting sign-up, no count', async () => {
    const email = 'anneke@example.org';
    const id = await addPerson(shop, { email });
    await postSignUp(shop, { email, purpose: [emailPurpose, 'interests.orders'] });
    const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
    const { holder } = shop.app.preferences;
    expect(await shop.app.preferences.countWaiting()).to.equal(1);
    expect((await holder.export(id))['pendingSignUps']).to.have.length(1);
    const limits = shop.db.connection.collection('sign_up_limits');
    const before = await limits.countDocuments({ key: /^address:/ });
    await shop.db.transaction((tx) => holder.erase(id, tx));
    expect(await shop.app.preferences.countWaiting()).to.equal(0);
    expect(await limits.countDocuments({ key: /^address:/ })).to.equal(before - 1);
    const { text } = await shop.visitor().post(`${confirm}?lang=en`).expect(200);
    expect(text).to.include('You get nothing from us');
    expect(await shop.app.consent.agreedTo(id, 'interests.orders')).to.equal(false);
  });

  it('SEC-12 keeps neither addresses nor networks in its counts', async () => {
    await postSignUp(shop, { email: 'margriet@example.org' });
    const rows = await shop.db.connection.collection('sign_up_limits').find().toArray();
    expect(JSON.stringify(rows)).to.not.match(/@|127\.0\.0\.1|::/);
  });
});
