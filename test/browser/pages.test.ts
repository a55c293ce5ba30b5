import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { Role } from '../../server/accounts/index.ts';
import { newId } from '../../server/platform/ids/index.ts';
import { addPerson, openShop } from '../support/a-shop.ts';
import { expectAccessible, logIn, looks, lookWith, openBrowser } from '../support/browser.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('Every page', function () {
  this.timeout(120_000);
  let shop: TestApp;
  let browser: Browser;
  let publicPages: readonly string[];
  let staffPages: readonly string[];

  before(async () => {
    shop = await startTestApp();
    const newsletter = await openShop(shop);
    const { app } = shop;
    const subscriber = await addPerson(shop, {
      email: 'anna@example.com',
      firstName: 'Anna',
      topics: ['roses'],
    });
    for (let n = 0; n < 24; n += 1) {
      await addPerson(shop, { email: `reader${n}@example.com`, ...(n < 12 ? { topics: ['roses'] } : {}) });
    }
    const group = await app.groups.create({ name: 'Roses', rule: { field: 'topic', value: 'roses' } });
    const link = (kind: 'unsubscribe' | 'preferences' | 'confirm') =>
      new URL(app.links.url(kind, { subscriber, newsletter: newsletter.id })).pathname;
    publicPages = [
      '/',
      '/sign-up',
      '/preferences',
      '/statement',
      '/archive',
      '/no-such-page',
      link('preferences'),
      link('unsubscribe'),
      '/unsubscribe/altered',
      new URL(app.links.sampleUrl('unsubscribe', newsletter.id)).pathname,
      new URL(app.links.sampleUrl('preferences', newsletter.id)).pathname,
      '/staff/login',
      '/inbox',
    ];
    const campaign = await draftCampaign(shop, newsletter.id);
    staffPages = [
      '/staff',
      '/staff/account',
      '/staff/accounts',
      '/staff/people',
      '/staff/people?q=anna',
      `/staff/people/${subscriber}`,
      '/staff/groups',
      '/staff/groups/new',
      `/staff/groups/${group.id}`,
      '/staff/interests',
      '/staff/newsletters',
      '/staff/campaigns',
      '/staff/campaigns/new',
      campaign,
      `${campaign}/send`,
      '/staff/imports',
      '/staff/privacy',
      `/staff/people/${newId()}`,
    ];
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  for (const look of looks) {
    const name = `${look.lang}, ${look.scheme}, ${look.width} px`;

    it(`A11Y-1 A11Y-2 for the public is accessible and fits (${name})`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      for (const path of publicPages) {
        await page.goto(shop.url + path);
        expect(await page.getAttribute('html', 'lang'), path).to.equal(look.lang);
        await expectAccessible(page);
      }
      await context.close();
    });

    it(`A11Y-1 for the public works without JavaScript and with text twice as large (${name})`, async () => {
      const context = await lookWith(browser, look, { script: false });
      const page = await context.newPage();
      for (const path of publicPages) {
        await page.goto(shop.url + path);
        expect(await page.locator('script').count(), path).to.equal(0);
        await page.addStyleTag({ content: 'html { font-size: 200% }' }).catch(() => undefined);
      }
      await context.close();
    });

    it(`A11Y-2 for staff is accessible and fits (${name})`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      const roles: Role[] = ['marketer', 'counter', 'privacy-officer', 'administrator'];
      await logIn(page, shop, look.lang, roles);
      for (const path of staffPages) {
        await page.goto(shop.url + path);
        expect(await page.getAttribute('html', 'lang'), path).to.equal(look.lang);
        await expectAccessible(page);
      }
      await context.close();
    });
  }
});

/** The address of a fresh draft, made as a marketer makes it. */
async function draftCampaign(shop: TestApp, newsletter: string): Promise<string> {
  const marketer = await shop.staff('marketer');
  const answer = await marketer
    .post('/staff/campaigns')
    .type('form')
    .send({ title: 'May', newsletter })
    .expect(303);
  return String(answer.headers['location']).split('?')[0]!;
}
