import { expect } from 'chai';
import { openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('The settings', () => {
  let shop: TestApp;
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
  });
  after(() => shop.close());

  const filled = {
    name: 'Flora',
    street: 'Dorpsstraat 1',
    postcode: '9765 AA',
    town: 'Paterswolde',
    email: 'hallo@flora.test',
    phone: '+31 50 000 0000',
    website: 'https://flora.test',
    registration: '87654321',
    hue: '20',
    minimumGroup: '40',
    minimumAge: '18',
    rootEmail: 'notary@example.com',
    softOptInMonths: '24',
  };

  it('are changed by an administrator and show at once on every page', async () => {
    const staff = await shop.staff('administrator');
    await staff.post('/staff/settings').type('form').send(filled).expect(303);
    const { text } = await shop.visitor().get('/').expect(200);
    expect(text)
      .to.include('Flora')
      .and.include('Dorpsstraat 1')
      .and.include('tel:+31500000000')
      .and.include('hue=20');
    expect(await shop.app.settings.current()).to.include({
      minimumGroup: 40,
      minimumAge: 18,
      rootEmail: 'notary@example.com',
    });
  });

  it('SEG-2 never take a k below ten, and keep what was typed', async () => {
    const staff = await shop.staff('administrator');
    const wrong = { ...filled, minimumGroup: '9', website: 'javascript:alert(1)', name: ' ' };
    const { text } = await staff.post('/staff/settings').type('form').send(wrong).expect(400);
    expect(text)
      .to.include('Type a number of at least 10')
      .and.include('Type an address that begins with https://');
    expect(text).to.include('value="9"').and.include('Fill this in');
    await shop.app.settings.change({ minimumGroup: 3 });
    expect((await shop.app.settings.current()).minimumGroup).to.equal(10);
  });

  it('MAIL-2 tell an administrator what the DNS must say of the domain, and what of it is missing', async () => {
    const staff = await shop.staff('administrator');
    const { text } = await staff.get('/staff/settings/sender').expect(200);
    expect(text).to.include('DNS of lesfleurs.test').and.include('dev._domainkey.lesfleurs.test');
    expect(text)
      .to.match(/v&#x3D;DKIM1; k&#x3D;rsa; p&#x3D;[^<]{380}/)
      .and.include('_dmarc.lesfleurs.test');
    expect(text).to.include('the DNS does not have it').and.include('There is no DMARC record');
    await (await shop.staff('marketer')).get('/staff/settings/sender').expect(403);
  });

  it('PRIV-10 are no business of the other roles', async () => {
    const staff = await shop.staff('marketer', 'counter', 'privacy-officer');
    await staff.get('/staff/settings').expect(403);
    await staff.post('/staff/settings').type('form').send(filled).expect(403);
  });
});
