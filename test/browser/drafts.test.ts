/** Drafts save themselves in a real browser, and outlive the session in which they were written (UX-2). */
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { makeCampaign, write } from '../campaigns/a-campaign.ts';
import { openShop } from '../support/a-shop.ts';
import { lookWith, openBrowser } from '../support/browser.ts';
import { startTestApp, testPassword, type TestApp } from '../support/test-app.ts';

const email = 'mila@voorkeur.test';

describe('A draft in the editor', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let address: string;

  before(async () => {
    shop = await startTestApp();
    const { id } = await openShop(shop);
    const staff = await shop.staff('marketer');
    address = await makeCampaign(staff, id);
    await write(staff, address, 'De tulpen zijn er', 'Kom kijken.');
    await shop.app.accounts.create({
      ...{ email, name: 'Mila Vos', roles: ['marketer'], password: testPassword, language: 'en' },
    });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });
  beforeEach(async () => {
    context = await lookWith(browser, { lang: 'en', scheme: 'light', width: 1280 });
    page = await context.newPage();
    await page.goto(shop.url + address);
    await logIn();
  });
  afterEach(() => context.close());

  const text = () => page.locator('textarea[name^=text-]');
  const says = (words: string | RegExp) => page.locator('#save-state').filter({ hasText: words }).waitFor();

  it('UX-2 saves itself after a pause, and shows in the preview', async () => {
    await text().fill('Come and see the tulips.');
    await says('Saved at');
    await page.frameLocator('iframe[data-preview]').first().getByText('Come and see the tulips.').waitFor();
    await page.reload();
    expect(await text().inputValue()).to.equal('Come and see the tulips.');
  });

  it('UX-2 is not lost when the session is over: it comes back after logging in, and is saved', async () => {
    await context.clearCookies();
    await text().fill('Typed after the session was over.');
    await says(/log in/i);
    await page.goto(shop.url + address);
    expect(page.url()).to.include('/staff/login');
    await logIn();
    expect(await text().inputValue()).to.equal('Typed after the session was over.');
    await says('Saved at');
    const other = await (await shop.staff('marketer')).get(address).expect(200);
    expect(other.text).to.include('Typed after the session was over.');
  });

  it('UX-2 says so when a colleague was first, and keeps what was typed', async () => {
    await write(await shop.staff('marketer'), address, 'A colleague was first', 'Their words.');
    await text().first().fill('My words.');
    await says(/changed/i);
    await page.locator('#content-form button[value=save]:not(.unseen)').click();
    await page.getByRole('alert').waitFor();
    expect(await text().first().inputValue()).to.equal('My words.');
    await page.locator('#content-form button[value=save]:not(.unseen)').click();
    await page.locator('.notice[role=status]').first().waitFor();
    expect(await text().first().inputValue()).to.equal('My words.');
  });

  /** On the log-in page that the editor led to. */
  async function logIn(): Promise<void> {
    await page.fill('#email', email);
    await page.fill('#password', testPassword);
    await page.keyboard.press('Enter');
    await page.locator('#content-form').waitFor();
  }
});
