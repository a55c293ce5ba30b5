/** Every page that the public sees: accessible, in both languages, light and dark, without a script, with large text. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { CaughtMail } from '../../server/platform/inbox/index.ts';
import { expectAccessible, expectToFit, looks, lookWith, openBrowser } from '../support/browser.ts';
import type { TestApp } from '../support/test-app.ts';
import { type FullShop, openFullShop, speak } from './full-shop.ts';
import { publicVisits } from './public-visits.ts';
import { lookAt, notVisited, visit } from './visits.ts';

const notPages = [
  ...['/healthz', '/robots.txt', '/theme.css', '/assets/:name', '/pictures/:id'],
  ...['/assets/htmx.js', '/assets/uplot.js', '/assets/uplot.css'],
  ...['/ledger/roots.json', '/my-data/copy.json', '/my-data/receipts/:id.json'],
  ...['/inbox/messages.json', '/inbox/:id/html', '/inbox/:id/source'],
];

describe('Every public page', function () {
  this.timeout(300_000);
  let full: FullShop;
  let shop: TestApp;
  let browser: Browser;
  let visitsIn: ReturnType<typeof publicVisits>;

  before(async () => {
    full = await openFullShop();
    shop = full.shop;
    visitsIn = publicVisits(full);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('A11Y-2 is among those that are looked at', () => {
    const left = notVisited(shop, visitsIn('nl')).filter((path) => !path.startsWith('/staff'));
    expect(left.filter((path) => !notPages.includes(path))).to.deep.equal([]);
  });

  for (const look of looks) {
    const name = `${look.lang}, ${look.scheme}, ${look.width} px`;

    it(`A11Y-1 A11Y-2 is accessible and fits (${name})`, async () => {
      await speak(full, look.lang);
      const context = await lookWith(browser, look);
      await lookAt(await context.newPage(), shop, look.lang, visitsIn(look.lang));
      await context.close();
    });

    it(`A11Y-2 is accessible as a mail, and fits (${name})`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      for (const { html } of oneOfEach(shop.inbox.messages())) {
        await page.setContent(html);
        await expectAccessible(page);
      }
      await context.close();
    });
  }

  for (const lang of ['nl', 'en'] as const) {
    it(`A11Y-1 works without JavaScript, at 320 px with text twice as large (${lang})`, async () => {
      await speak(full, lang);
      const context = await lookWith(browser, { lang, scheme: 'light', width: 320 }, { script: false });
      await context.route('**/look*.css*', async (route) => {
        const sheet = await route.fetch();
        await route.fulfill({ response: sheet, body: `${await sheet.text()}\nhtml { font-size: 200%; }` });
      });
      const page = await context.newPage();
      for (const one of visitsIn(lang)) {
        await visit(page, shop, one);
        expect(await page.locator('script').count(), page.url()).to.equal(0);
        await expectToFit(page);
        for (const button of await page.locator('main .button').all()) {
          const box = await button.boundingBox();
          expect(box !== null && box.x >= 0 && box.x + box.width <= 320, page.url()).to.equal(true);
        }
      }
      await context.close();
    });
  }
});

function oneOfEach(mails: readonly CaughtMail[]): readonly CaughtMail[] {
  return [...new Map(mails.filter(({ html }) => html).map((mail) => [mail.subject, mail])).values()];
}
