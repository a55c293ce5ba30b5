/** A web shop reports orders with a key: what is kept, what is not, and that sending twice counts once. */
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import request from 'supertest';
import { DAY_MS, dutchDay, plus } from '../../server/platform/clock/index.ts';
import type { SubscriberId } from '../../server/platform/ids/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('A web shop that reports orders', function () {
  this.timeout(90_000);
  let shop: TestApp;
  let admin: Awaited<ReturnType<TestApp['staff']>>;
  let key: string;
  let anna: SubscriberId;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    await shop.app.interests.setProductWords([
      { word: 'rozen', topic: 'roses' },
      { word: 'TUIN-*', topic: 'garden', kind: 'sku' },
      { word: 'Bruid', topic: 'weddings', kind: 'category' },
    ]);
    admin = await shop.staff('administrator');
    anna = await addPerson(shop, { email: 'anna@api.test', agrees: [emailPurpose, 'interests.orders'] });
    await addPerson(shop, { email: 'bob@api.test' });
  });
  after(() => shop.close());

  const makeKey = async (...scopes: string[]) => {
    const { text } = await admin.post('/staff/accounts/keys').type('form').send({ name: 'Web shop', scopes });
    return /<code[^>]*>(voorkeur_[\w-]{43})<\/code>/.exec(text)![1]!;
  };
  const open = (path: string) => request(shop.url).post(`/api/v1${path}`).set('Accept-Language', 'en');
  const call = (path: string, token = key) => open(path).set('Authorization', `Bearer ${token}`);
  const order = (email: string, about: object = {}) => ({
    ...{ email, number: '1001', date: plus(shop.clock(), -2 * DAY_MS).toISOString() },
    ...{ products: [{ name: 'Rode rozen' }, { name: 'Klimop', sku: 'tuin-7' }] },
    ...about,
  });
  const topicsOf = async (id: SubscriberId) =>
    (await shop.app.interests.profile(id)).map(({ topic }) => topic).join(' ');
  const errorOf = async (asked: request.Test, status: number) => {
    const { body, headers } = await asked.expect(status);
    expect(headers['content-type']).to.include('application/json');
    expect(headers['set-cookie']).to.equal(undefined);
    return (body as { error: string }).error;
  };

  it('SEC-10 has a key made by an administrator, shown once and kept as a hash', async () => {
    await (await shop.staff('marketer')).get('/staff/accounts/keys').expect(403);
    const empty = await admin.post('/staff/accounts/keys').type('form').send({ name: '' }).expect(400);
    expect(empty.text).to.include('scopes-error').and.include('name-error');
    key = await makeKey('orders');
    const { text } = await admin.get('/staff/accounts/keys').expect(200);
    expect(text).to.include('Web shop').and.include('Never').and.not.include(key);
    const kept = await shop.db.connection.collection('api_keys').find().toArray();
    expect(JSON.stringify(kept)).not.to.include(key.slice(9));
  });

  it('SEG-1 reports a batch, and each order gets its result', async () => {
    const orders = [
      order('Anna@API.test'),
      order('nobody@api.test'),
      order('bob@api.test'),
      order('anna@api.test', { number: 7, products: [{ name: 'Gieter' }] }),
      order('anna@api.test', { number: 8, date: '2020-01-01' }),
      order('geen adres'),
      order('anna@api.test', { date: 'gisteren' }),
      order('anna@api.test', { date: '2099-01-01' }),
      'what?',
    ];
    const { body } = await call('/orders').send({ orders }).expect(200);
    const { results, counts } = body as { results: { result: string; field?: string }[]; counts: object };
    expect(
      results.map(({ result, field }) => [result, field].filter((x) => x !== undefined).join(' ')),
    ).to.deep.equal([
      ...['kept', 'unknown', 'no-consent', 'no-topic', 'too-old', 'invalid email', 'invalid date'],
      ...['invalid date', 'invalid '],
    ]);
    expect(counts).to.include({ kept: 1, invalid: 4 });
    expect(await topicsOf(anna)).to.equal('garden roses');
    expect((await admin.get('/staff/accounts/keys')).text).not.to.include('Never');
  });

  it('SEC-8 keeps topic, date and source only, and nothing of people who are unknown or did not agree', async () => {
    const { connection } = shop.db;
    const all = await Promise.all(
      (await connection.listCollections()).map(({ name }) => connection.collection(name).find().toArray()),
    );
    const everything = JSON.stringify(all);
    for (const word of ['nobody@api.test', 'Rode rozen', 'Klimop', 'tuin-7', '1001'])
      expect(everything, word).not.to.include(word);
    const bob = (await shop.app.subscribers.findByEmail('bob@api.test'))!;
    expect(await connection.collection('signals').countDocuments({ subscriber: bob.id })).to.equal(0);
  });

  it('counts an order once, by its number and by the Idempotency-Key', async () => {
    const again = order('anna@api.test', { date: shop.clock().toISOString() });
    await call('/orders')
      .send({ orders: [again] })
      .expect(200);
    const signals = () => shop.db.connection.collection('signals').countDocuments({ subscriber: anna });
    expect(await signals()).to.equal(2);
    const send = (orders: object[]) => call('/orders').set('Idempotency-Key', 'batch-1').send({ orders });
    const fresh = [order('anna@api.test', { number: 9, products: [{ categories: ['Bloemen > Bruid'] }] })];
    const [first, other] = await Promise.all([send(fresh), send(fresh)]);
    expect([first.status, other.status].sort()).to.satisfy((got: number[]) =>
      ['200,200', '200,409'].includes(String(got)),
    );
    const answer = (await send(fresh).expect(200)).body as object;
    expect(answer).to.deep.equal((first.status === 200 ? first : other).body);
    expect(await errorOf(send([again]), 422)).to.include('another request');
    expect(await topicsOf(anna)).to.equal('garden roses weddings');
    shop.clock.advance(25 * 60 * 60 * 1000);
    await send([again]).expect(200);
  });

  it('SEC-1 SEC-9 is told what to do when something is wrong, always in JSON and without a session', async () => {
    expect(await errorOf(open('/orders').send({ orders: [] }), 401)).to.include('Bearer');
    expect(await errorOf(call('/orders', 'voorkeur_wrong').send({}), 401)).to.include('administrator');
    const inAddress = open(`/orders?access_token=${key}`).send({});
    expect(await errorOf(inAddress, 401)).to.include('not in the address');
    expect(await errorOf(call('/signals').send({ signals: [] }), 403)).to.include('signals');
    expect(await errorOf(call('/orders').type('form').send('a=b'), 415)).to.include('application/json');
    expect(await errorOf(call('/orders').type('json').send('{"orders":'), 400)).to.include('JSON');
    expect(await errorOf(call('/orders').type('json').send('{"orders":[{"$ne":1}]}'), 400)).to.be.a('string');
    await errorOf(call('/orders').send({ orders: Array.from({ length: 1001 }, () => ({})) }), 413);
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, 32));
    const packed = call('/orders').type('json').set('Content-Encoding', 'gzip');
    packed.write(bomb as unknown as string);
    expect(await errorOf(packed, 413)).to.include('4 MB');
    await errorOf(open('/nothing').send({}), 404);
  });

  it('PRIV-8 may report accounts, and the website only once people are asked for it', async () => {
    const signals = await makeKey('signals');
    const told = await addPerson(shop, { email: 'tess@api.test', agrees: [emailPurpose, 'interests.told'] });
    const signal = (source: string, about: object = { topics: ['garden'] }) => ({
      ...{ email: 'tess@api.test', source, date: shop.clock().toISOString(), visitor: 'cookie-42' },
      ...about,
    });
    const send = async (...list: object[]) => {
      const { body } = await call('/signals', signals).send({ signals: list }).expect(200);
      return (body as { results: { result: string; field?: string }[] }).results.map(({ result }) => result);
    };
    expect(await send(signal('account'), signal('account'), signal('website'))).to.deep.equal([
      'kept',
      'kept',
      'invalid',
    ]);
    const words = { label: 'Wat ik bekijk', text: 'Na een half jaar vergeten we het.' };
    await shop.app.consent.wordings.publish('interests.website', {
      ...{ wordings: { nl: words, en: words }, covers: { nl: 'Website', en: 'Website' }, termMonths: 6 },
      ...{ change: undefined, reason: '', from: dutchDay(shop.clock()), by: anna as never },
    });
    expect(await send(signal('website'))).to.deep.equal(['no-consent']);
    expect((await shop.visitor().get('/sign-up?lang=nl').expect(200)).text).to.include('Wat ik bekijk');
    expect(await topicsOf(told)).to.equal('garden');
    const kept = await shop.db.connection.collection('signals').find({ subscriber: told }).toArray();
    expect(kept).to.have.length(1);
    expect(JSON.stringify(kept)).not.to.include('cookie-42');
  });

  it('SEG-1 shows on the preference page where each topic came from, and forgets it with the consent', async () => {
    const page = `/preferences/${shop.app.links.sign('preferences', { subscriber: anna })}?lang=en`;
    const { text } = await shop.visitor().get(page).expect(200);
    expect(text).to.match(
      /Roses<\/b><p class="hint">From your order of <time[^>]*>[^<]+<\/time>, forgotten on/,
    );
    await shop.app.consent.stopEverything(anna, {
      ...{ channel: 'preferences', form: 'preferences', page: null, language: 'en', at: shop.clock() },
      ...{ statementVersion: 1, actor: { kind: 'subscriber' } },
    } as never);
    expect(await topicsOf(anna)).to.equal('');
    expect(await shop.db.connection.collection('signals').countDocuments({ subscriber: anna })).to.equal(0);
  });

  it('loses the way in when the key is revoked', async () => {
    const { text } = await admin.get('/staff/accounts/keys').expect(200);
    for (const [, path] of text.matchAll(/action="(\/staff\/accounts\/keys\/\w+\/revoke)"/g))
      await admin.post(path!).expect(303);
    await errorOf(call('/orders').send({ orders: [] }), 401);
    expect((await admin.get('/staff/accounts/keys?done=revoked')).text).to.include('Revoked on');
  });

  it('finds all of this on a page for programmers', async () => {
    const { text } = await shop.visitor().get('/api?lang=en').expect(200);
    expect(text)
      .to.include('POST /api/v1/orders')
      .and.include('Idempotency-Key')
      .and.include('<code>roses</code>');
  });
});
