import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { addPerson, openShop } from '../support/a-shop.ts';
import { lastMailTo, linkIn, postSignUp } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('The log', () => {
  const dir = mkdtempSync(join(tmpdir(), 'voorkeur-log-'));
  const file = join(dir, 'log');
  let shop: TestApp;

  before(async () => {
    shop = await startTestApp({ LOG_LEVEL: 'trace' }, { logTo: file });
    await openShop(shop);
  });
  after(async () => {
    await shop.close();
    rmSync(dir, { recursive: true });
  });
  const logged = () => readFileSync(file, 'utf8');

  it('SEC-10 tells of requests, failures and refused mails without an address, a name or a token', async () => {
    const email = 'petronella@example.com';
    await postSignUp(shop, { email, firstName: 'Petronella' });
    const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
    await shop.visitor().get(confirm).expect(200);
    await shop.visitor().post(confirm).expect(303);
    await shop.visitor().post('/staff/login').type('form').send({ email, password: 'Petronella secret' });
    await shop
      .visitor()
      .get(`/preferences/${'x'.repeat(80)}`)
      .expect(404);

    // A unique index that refuses names the address in MongoDB's own message.
    const twice = addPerson(shop, { email, firstName: 'Petronella' });
    await twice.then(
      () => expect.fail('it went in twice'),
      () => undefined,
    );
    // A defect whose message holds everything that must not be told.
    shop.app.campaigns.newsletters = () =>
      Promise.reject(new Error(`E11000 dup key: { email: "${email}" } ${confirm}`));
    await shop.visitor().get('/').expect(500);

    const text = logged();
    expect(text).to.include('"page":"/confirm"').and.include('a request failed');
    for (const secret of ['petronella', 'Petronella', 'example.com', confirm.slice(9), 'x'.repeat(80)]) {
      expect(text, secret).to.not.include(secret);
    }
  });

  it('SEC-10 shows nothing of a defect on the page either', async () => {
    const { text } = await shop.visitor().get('/').expect(500);
    expect(text).to.not.include('E11000').and.not.include('petronella');
  });
});
