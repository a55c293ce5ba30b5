/** Counting a group on its page: by a press that loads no page, and as well without a script. */
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { expectAccessible, logIn, lookWith, openBrowser } from '../support/browser.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('A group in the browser', function () {
  this.timeout(120_000);
  let shop: TestApp;
  let browser: Browser;
  let roses: string;
  let garden: string;

  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    for (let n = 0; n < 12; n += 1) {
      await addPerson(shop, { email: `rose${n}@example.com`, topics: ['roses'] });
      await addPerson(shop, { email: `other${n}@example.com` });
    }
    await shop.app.groups.takeCut();
    const make = async (topic: string) => {
      const { id } = await shop.app.groups.create({ name: topic, rule: { field: 'topic', value: topic } });
      return `${shop.url}/staff/groups/${id}`;
    };
    [roses, garden] = [await make('roses'), await make('garden')];
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  const openPage = async (script: boolean): Promise<readonly [Page, BrowserContext]> => {
    const context = await lookWith(browser, { lang: 'en', scheme: 'light', width: 360 }, { script });
    const page = await context.newPage();
    await logIn(page, shop, 'en', ['marketer']);
    return [page, context];
  };
  const button = (page: Page) => page.locator('form[action$="/count"] button');

  it('SEG-2 A11Y-2 is counted on a press without a page load, says so, and leaves the focus where it is', async () => {
    const [page, context] = await openPage(true);
    const complaints: string[] = [];
    page.on('console', (said) => void (said.type() === 'error' && complaints.push(said.text())));
    await page.goto(roses);
    await page.evaluate('globalThis.samePage = true');
    await button(page).focus();
    await page.keyboard.press('Enter');
    const size = page.locator('[aria-live=polite]');
    await size.locator('.big').waitFor();
    expect(await size.innerText()).to.match(/12\s+of 24 people read this version/);
    expect(await size.getAttribute('aria-busy')).to.equal(null);
    expect(await page.locator('#strengths-counted tbody tr').first().innerText()).to.match(/Roses\s+12/);
    expect(await button(page).evaluate('document.activeElement.type')).to.equal('submit');
    expect(await page.evaluate('globalThis.samePage')).to.equal(true);
    expect(complaints).to.deep.equal([]);
    await expectAccessible(page);
    await context.close();
  });

  it('SEG-2 shows in words that too few people are in it, also without a page load', async () => {
    const [page, context] = await openPage(true);
    await page.goto(garden);
    await page.evaluate('globalThis.samePage = true');
    await button(page).click();
    await page.getByText('Too few people, so we do not show the number.').waitFor();
    expect(await page.evaluate('globalThis.samePage')).to.equal(true);
    await context.close();
  });

  it('says that it is busy for as long as it counts', async () => {
    const [page, context] = await openPage(true);
    await page.goto(roses);
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/count', (route) => held.then(() => route.continue()));
    await button(page).click();
    await page.getByText('Counting …').waitFor();
    expect(await page.getAttribute('#counted', 'aria-busy')).to.equal('true');
    answer();
    await page.locator('#counted .big').waitFor();
    expect(await page.getByText('Counting …').isVisible()).to.equal(false);
    await context.close();
  });

  it('leads to the log-in where the session is over, instead of showing it in the page', async () => {
    const [page, context] = await openPage(true);
    await page.goto(roses);
    await context.clearCookies();
    await button(page).click();
    await page.waitForURL(/\/staff\/login/);
    await context.close();
  });

  it('SEG-2 is counted by a page where there is no script', async () => {
    const [page, context] = await openPage(false);
    await page.goto(roses);
    expect(await page.inputValue('#audience')).to.equal(emailPurpose);
    await button(page).click();
    await page.waitForURL(/\/count$/);
    expect(await page.innerText('#counted .big')).to.equal('12');
    expect(await page.innerText('h1')).to.equal('roses');
    await context.close();
  });
});
