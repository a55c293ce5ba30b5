/** Every page that staff see: accessible in both languages, light and dark; what is wrong with a form is linked. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { roles } from '../../server/accounts/index.ts';
import { logIn, looks, lookWith, openBrowser } from '../support/browser.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type FullShop, openFullShop } from './full-shop.ts';
import { staffVisits, wrongForms } from './staff-visits.ts';
import { lookAt, notVisited, type Visit } from './visits.ts';

const notPages = [
  '/staff/imports/:id/refused.csv',
  '/staff/campaigns/:id/recipients.csv',
  '/staff/people/export.csv',
  // A mail in a frame: looked at with the mails.
  '/staff/campaigns/:id/preview',
  // Pushed into the page of a campaign on its way.
  '/staff/campaigns/:id/progress/events',
];

describe('Every page of the staff', function () {
  this.timeout(300_000);
  let full: FullShop;
  let shop: TestApp;
  let visits: readonly Visit[];
  let browser: Browser;

  before(async () => {
    full = await openFullShop();
    shop = full.shop;
    visits = await staffVisits(full);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('A11Y-2 is among those that are looked at', () => {
    const left = notVisited(shop, [...visits, '/staff/login']).filter((path) => path.startsWith('/staff'));
    expect(left.filter((path) => !notPages.includes(path))).to.deep.equal([]);
  });

  for (const look of looks) {
    const name = `${look.lang}, ${look.scheme}, ${look.width} px`;

    it(`A11Y-2 is accessible and fits (${name})`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      await logIn(page, shop, look.lang, roles);
      await lookAt(page, shop, look.lang, visits);
      await context.close();
    });

    it(`A11Y-2 is accessible where it is refused to somebody (${name})`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      await logIn(page, shop, look.lang, ['counter']);
      await lookAt(page, shop, look.lang, ['/staff/campaigns', '/staff']);
      await context.close();
    });

    it(`A11Y-2 A11Y-3 tells what is wrong with a form, where it is, and is accessible (${name})`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      await logIn(page, shop, look.lang, roles);
      for (const one of wrongForms(full)) {
        await lookAt(page, shop, look.lang, [one]);
        await expectLinkedProblems(page);
      }
      await context.close();
    });
  }
});

describe('Every page of an empty shop', function () {
  this.timeout(300_000);
  let shop: TestApp;
  let browser: Browser;
  before(async () => {
    shop = await startTestApp();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  for (const look of looks) {
    it(`A11Y-2 UX-5 is accessible and fits (${look.lang}, ${look.scheme}, ${look.width} px)`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      await lookAt(page, shop, look.lang, ['/', '/sign-up', '/archive']);
      await logIn(page, shop, look.lang, roles);
      await lookAt(page, shop, look.lang, [
        ...[
          '/staff',
          '/staff/people',
          '/staff/people/export',
          '/staff/groups',
          '/staff/groups/new',
          '/staff/interests',
        ],
        ...['/staff/newsletters', '/staff/campaigns', '/staff/campaigns/new'],
        ...['/staff/imports', '/staff/imports/new', '/staff/consents'],
      ]);
      await context.close();
    });
  }
});

/** The list of problems has the focus, so that it is read out, and each leads to its field (A11Y-3). */
async function expectLinkedProblems(page: Page): Promise<void> {
  const problems = page.locator('.problems[role=alert]');
  expect(await page.locator('.problems[role=alert]:focus').count(), page.url()).to.equal(1);
  const links = await problems.locator('a').all();
  expect(links).to.not.have.length(0);
  for (const link of links) {
    const target = await link.getAttribute('href');
    const fields = page.locator(`${target}:is(input, select, textarea), ${target} input`);
    expect(await fields.count(), `${page.url()} ${target}`).to.not.equal(0);
  }
}
