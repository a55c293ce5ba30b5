/** The pages of an import in a browser: accessible, and wide enough for a phone. */
import type { Browser } from 'playwright-core';
import { customersCsv } from '../../scripts/demo/customers.ts';
import { openShop } from '../support/a-shop.ts';
import { expectAccessible, logIn, looks, lookWith, openBrowser } from '../support/browser.ts';
import { confirm, dryRun, upload } from '../support/import-file.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('The pages of an import', function () {
  this.timeout(120_000);
  let shop: TestApp;
  let browser: Browser;
  let pages: readonly string[];
  before(async () => {
    shop = await startTestApp();
    await openShop(shop);
    const staff = await shop.staff('marketer');
    const file = customersCsv(shop.clock());
    const checked = await dryRun(shop, staff, file);
    const busy = await upload(staff, file);
    await confirm(staff, busy);
    const uploaded = await upload(staff, file);
    pages = [
      '/staff/imports',
      '/staff/imports/new',
      checked,
      `${checked}/delete`,
      busy,
      `${uploaded}/columns`,
    ];
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  for (const look of looks) {
    it(`A11Y-2 are accessible and fit (${look.lang}, ${look.scheme}, ${look.width} px)`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      await logIn(page, shop, look.lang, ['marketer']);
      for (const path of pages) {
        await page.goto(shop.url + path);
        await expectAccessible(page);
      }
      await context.close();
    });
  }
});
