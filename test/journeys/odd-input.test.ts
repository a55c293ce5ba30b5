/** What no page of ours sends: operators, paths, prototype keys and repeated parameters, by every way in (SEC-1). */
import { expect } from 'chai';
import { makeCampaign, press } from '../campaigns/a-campaign.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('Odd input', () => {
  let shop: TestApp;
  let staff: Awaited<ReturnType<TestApp['staff']>>;
  before(async function () {
    this.timeout(60_000);
    shop = await startTestApp();
    staff = await shop.staff('administrator', 'marketer', 'privacy-officer', 'counter');
  });
  after(() => shop.close());

  it('SEC-1 is refused in multipart forms too, with the field named, and nothing is done', async () => {
    const { id: newsletter } = await openShop(shop);
    const subscriber = await addPerson(shop, { email: 'anneke@example.org' });
    const leave = `/unsubscribe/${shop.app.links.sign('unsubscribe', { subscriber, newsletter })}`;
    const campaign = await makeCampaign(staff, newsletter);
    const block = new URL(await press(staff, campaign, 'add-image'), 'http://x').searchParams.get('open')!;
    const picture = await press(staff, campaign, `picture:${block}`);
    const pages = [
      { page: leave, by: shop.visitor(), fields: { 'List-Unsubscribe': 'One-Click' } },
      { page: picture, by: staff, fields: { alt: 'Roses' } },
      { page: '/staff/imports/new', by: staff, fields: {} },
    ];
    for (const { page, by, fields } of pages) {
      for (const [odd, named] of [
        ['alt[$ne]', 'alt.$ne'],
        ['__proto__[x]', '__proto__'],
        ['a.b', 'a.b'],
      ] as const) {
        const sending = by.post(page).field(odd, 'x');
        for (const [name, value] of Object.entries(fields)) void sending.field(name, value);
        if (page.includes('imports')) void sending.attach('file', Buffer.from('E-mail\na@b.nl'), 'a.csv');
        const { status, text } = await sending;
        expect(status, `${page} ${odd}`).to.equal(400);
        expect(text).to.include(named);
      }
    }
    expect(await shop.app.consent.agreedTo(subscriber, emailPurpose)).to.equal(true);
    expect(await shop.db.connection.collection('imports').countDocuments()).to.equal(0);
    expect(await shop.db.connection.collection('uploads.chunks').countDocuments()).to.equal(0);
  });

  it('SEC-1 is refused as a repeated parameter, with the field named; an unknown value is passed over', async () => {
    const subscriber = await addPerson(shop, { email: 'bert@example.org' });
    const preferences = `/preferences/${shop.app.links.sign('preferences', { subscriber })}`;
    const pages = [
      { page: '/', name: 'lang' },
      { page: '/theme.css', name: 'hue' },
      { page: preferences, name: 'notice' },
      { page: '/staff/privacy', name: 'done' },
      { page: '/staff/settings', name: 'saved' },
      { page: '/staff/account', name: 'saved' },
      { page: '/staff/accounts', name: 'done' },
      { page: `/staff/people/${subscriber}`, name: 'done' },
      { page: '/staff/campaigns', name: 'done' },
      { page: '/staff/newsletters', name: 'done' },
    ];
    for (const { page, name } of pages) {
      const { status, text } = await staff.get(`${page}?${name}=nl&${name}=en`);
      expect(status, page).to.equal(400);
      expect(text, page).to.include(`‘${name}’`);
      expect((await staff.get(`${page}?${name}=nobody`)).status, page).to.equal(200);
    }
    for (const name of ['out', 'next']) {
      expect((await shop.visitor().get(`/staff/login?${name}=1&${name}=2`)).status).to.equal(400);
      expect((await shop.visitor().get(`/staff/login?${name}=x`)).status).to.equal(200);
    }
  });
});
