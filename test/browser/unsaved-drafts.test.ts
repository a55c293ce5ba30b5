/** What is not saved of a draft, in a real browser: it comes back, and never covers the work of somebody else (UX-2). */
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { formOf, makeCampaign, press } from '../campaigns/a-campaign.ts';
import { openShop } from '../support/a-shop.ts';
import { expectAccessible, logIn, lookWith, openBrowser } from '../support/browser.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** Longer than staff.js waits before it saves. */
const quietMs = 3000;

describe('What is not saved of a draft', function () {
  this.timeout(60_000);
  // Each begins anew; on a machine that does much else at once, a page may take longer than the browser waits.
  this.retries(2);
  let shop: TestApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let other: Awaited<ReturnType<TestApp['staff']>>;
  let address: string;

  before(async () => {
    shop = await startTestApp();
    const newsletter = await openShop(shop);
    other = await shop.staff('marketer');
    address = await makeCampaign(other, newsletter.id);
    browser = await openBrowser();
  });
  beforeEach(async () => {
    context = await lookWith(browser, { lang: 'en', scheme: 'light', width: 1280 });
    page = await context.newPage();
    await page.clock.install();
    await logIn(page, shop, 'en', ['marketer']);
    await save('As it was');
    await page.goto(shop.url + address);
  });
  afterEach(() => context.close());
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  const save = (subject: string) => press(other, address, 'save', { subject });
  const saved = async () => formOf((await other.get(address)).text)['subject'];
  const shown = () => page.inputValue('#subject');
  const saySaved = () => page.locator('#save-state', { hasText: /^Saved at/ }).waitFor();
  const offer = () => page.locator('#kept');

  /** Types, and waits until the page has tried to save. */
  async function type(subject: string): Promise<number> {
    const answer = page.waitForResponse((response) => response.url().endsWith('/content'));
    await page.fill('#subject', subject);
    await page.clock.runFor(quietMs);
    return (await answer).status();
  }

  /** Gives the page time to save by itself, if it wants to. */
  async function wait(): Promise<void> {
    await page.clock.runFor(2 * quietMs);
    await page.waitForLoadState('networkidle');
  }

  async function comeBack(): Promise<void> {
    await page.goto(shop.url + address);
    await wait();
  }

  it('UX-2 is saved after a pause, and shown in the preview', async () => {
    await page.fill('#preheader', 'Come and see the tulips.');
    await page.clock.runFor(quietMs);
    await saySaved();
    const preview = page.frameLocator('iframe[data-preview]').first();
    await preview.getByText('Come and see the tulips.').waitFor({ state: 'attached' });
    await page.reload();
    expect(await page.inputValue('#preheader')).to.equal('Come and see the tulips.');
  });

  it('UX-2 is saved when the page is left at once', async () => {
    await page.fill('#subject', 'In a hurry');
    await page.click('a.back');
    await page.waitForURL(/\/staff\/campaigns$/);
    await comeBack();
    expect(await shown()).to.equal('In a hurry');
    expect(await saved()).to.equal('In a hurry');
  });

  it('UX-2 is saved before a button leads away, and leaves alone what the next page saves', async () => {
    await page.click('button[value="add-image"]');
    await page.waitForURL(/open=/);
    await page.fill('#subject', 'With a picture');
    await page.click('button[value^="picture:"]');
    await page.setInputFiles('#file', { name: 'x.png', mimeType: 'image/png', buffer: png });
    await page.fill('#alt', 'A wreath of roses');
    await page.click('main form .button:not(.plain)');
    await page.waitForURL(/open=/);
    await wait();
    expect(await page.inputValue('[name^="alt-"]')).to.equal('A wreath of roses');
    const form = formOf((await other.get(address)).text);
    expect(Object.entries(form).find(([name]) => name.startsWith('alt-'))![1]).to.equal('A wreath of roses');
    expect(form['subject']).to.equal('With a picture');
  });

  it('UX-2 is nothing after a button: what a colleague saves then is shown and stays', async () => {
    await page.fill('#subject', 'Mine');
    await page.click('button[value="send"]');
    await page.waitForURL(/\/send$/);
    expect(await saved()).to.equal('Mine');
    await save('Theirs');
    await comeBack();
    expect(await shown()).to.equal('Theirs');
    expect(await offer().isVisible()).to.equal(false);
    expect(await saved()).to.equal('Theirs');
  });

  it('UX-2 comes back and saves itself after an expired session', async () => {
    await context.clearCookies();
    expect(await type('Typed while logged out')).to.equal(401);
    expect(await page.textContent('#save-state')).to.include('You are logged out');
    await logIn(page, shop, 'en', ['marketer']);
    await comeBack();
    await saySaved();
    expect(await shown()).to.equal('Typed while logged out');
    expect(await saved()).to.equal('Typed while logged out');
  });

  it('UX-2 stays on the page where a button is pressed after the session has expired', async () => {
    await context.clearCookies();
    await page.fill('#subject', 'Not lost');
    await page.click('button[value="send"]');
    await page.locator('#save-state', { hasText: 'You are logged out' }).waitFor();
    expect(new URL(page.url()).pathname).to.equal(address);
    expect(await shown()).to.equal('Not lost');
  });

  it('UX-2 is only offered after a colleague saved, and saved by a press of a button alone', async () => {
    await context.clearCookies();
    await type('Mine');
    await save('Theirs');
    await logIn(page, shop, 'en', ['marketer']);
    await comeBack();
    expect(await shown()).to.equal('Theirs');
    expect(await offer().textContent()).to.include('Somebody else has changed this');
    await expectAccessible(page);
    expect(await saved(), 'nothing by itself').to.equal('Theirs');

    await offer().getByText('Put my text back').click();
    await page.getByText('See what they saved').waitFor();
    expect(await shown()).to.equal('Mine');
    await page.fill('#subject', 'Mine, and more');
    await wait();
    expect(await saved(), 'nothing by itself').to.equal('Theirs');

    await page.getByText('Save my text').click();
    await page.waitForURL(/done=saved/);
    expect(await saved()).to.equal('Mine, and more');
    await comeBack();
    expect(await offer().isVisible()).to.equal(false);
  });

  it('UX-2 is told at once when a colleague was first, and kept until it is thrown away', async () => {
    await save('Theirs');
    expect(await type('Mine')).to.equal(409);
    await page.locator('#overtaken', { hasText: 'What you type now is not saved' }).waitFor();
    await expectAccessible(page);
    await page.fill('#subject', 'Mine, and more');
    await comeBack();
    expect(await shown()).to.equal('Theirs');
    await type('Theirs, mended');
    await saySaved();
    await comeBack();
    expect(await offer().isVisible(), 'still offered').to.equal(true);
    await offer().getByText('Throw my text away').click();
    await comeBack();
    expect(await offer().isVisible()).to.equal(false);
    expect(await saved()).to.equal('Theirs, mended');
  });
});

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
