/** Every page that staff see: accessible in both languages, light and dark; what is wrong with a form is linked. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { roles } from '../../server/accounts/index.ts';
import { newId } from '../../server/platform/ids/index.ts';
import { formOf } from '../campaigns/a-campaign.ts';
import { logIn, looks, lookWith, openBrowser } from '../support/browser.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type FullShop, openFullShop } from './full-shop.ts';
import { lookAt, notVisited, pressing, sending, sendingEmpty, type Visit } from './visits.ts';

const notPages = [
  ...['/staff/privacy/:id/copy', '/staff/imports/:id/refused.csv'],
  // A mail in a frame: looked at with the mails.
  '/staff/campaigns/:id/preview',
];

describe('Every page of the staff', function () {
  this.timeout(180_000);
  let full: FullShop;
  let shop: TestApp;
  let pages: readonly Visit[];
  let wrongForms: readonly Visit[];
  let browser: Browser;

  before(async () => {
    full = await openFullShop();
    shop = full.shop;
    pages = await staffPages(full);
    wrongForms = wrongFormsOf(full);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('A11Y-2 is among those that are looked at', () => {
    const left = notVisited(shop, [...pages, '/staff/login']).filter((path) => path.startsWith('/staff'));
    expect(left.filter((path) => !notPages.includes(path))).to.deep.equal([]);
  });

  for (const look of looks) {
    const name = `${look.lang}, ${look.scheme}, ${look.width} px`;

    it(`A11Y-2 is accessible and fits (${name})`, async () => {
      const context = await lookWith(browser, look);
      const page = await context.newPage();
      await logIn(page, shop, look.lang, roles);
      await lookAt(page, shop, look.lang, pages);
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
      for (const one of wrongForms) {
        await lookAt(page, shop, look.lang, [one]);
        await expectLinkedProblems(page);
      }
      await context.close();
    });
  }
});

describe('Every page of an empty shop', function () {
  this.timeout(120_000);
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
        ...['/staff', '/staff/people', '/staff/groups', '/staff/groups/new', '/staff/interests'],
        ...['/staff/newsletters', '/staff/campaigns', '/staff/campaigns/new'],
        ...['/staff/imports', '/staff/imports/new'],
      ]);
      await context.close();
    });
  }
});

async function staffPages({
  shop,
  anna,
  bob,
  groups,
  campaigns,
  imports,
}: FullShop): Promise<readonly Visit[]> {
  const colleague = await shop.app.accounts.create({
    ...{ email: 'bo@voorkeur.test', name: 'Bo Jansen', roles: ['counter'], language: 'nl' },
    password: 'a password of a colleague',
  });
  const { written } = campaigns;
  const place = await placesIn(shop, written);
  const group = (id: string) => `/staff/groups/${id}`;
  const person = `/staff/people/${anna}`;
  return [
    ...['/staff', '/staff/account', '/staff/accounts', `/staff/accounts/${colleague.id}`, '/staff/settings'],
    [`/staff/accounts/${colleague.id}`, sending('form[action$="/password"]')],
    ...['/staff/people', '/staff/people?q=r', '/staff/people?q=nobody', person, `/staff/people/${bob}`],
    ...[`${person}/opt-out`, `/staff/people/${bob}/opt-out`, `${person}/correct`],
    ...['/staff/privacy', '/staff/privacy?done=erased', `/staff/privacy/${anna}`],
    ...['/staff/groups', '/staff/groups/new', group(groups.large)],
    ...[`${group(groups.large)}/name`, `${group(groups.large)}/remove`],
    [group(groups.large), sending('form[action$="/count"]')],
    [group(groups.small), sending('form[action$="/count"]')],
    ...['/staff/interests', '/staff/interests?product=Rode+rozen', '/staff/newsletters'],
    ...[
      '/staff/campaigns',
      '/staff/campaigns?state=sent',
      '/staff/campaigns/new',
      ...Object.values(campaigns),
    ],
    ...[`${written}?version=${groups.large}&in=en`, `${written}?done=saved`],
    ...Object.values(place.blocks).map((block) => `${written}?open=${block}`),
    [written, (page) => page.check('#see-text')],
    [written, (page) => page.check('#see-dark')],
    [written, pressSaveLate],
    ...[`${written}/remove`, `${written}/versions/${groups.large}/remove`, place.picture],
    ...[`${written}/send`, `${campaigns.empty}/send`],
    ...['/staff/imports', '/staff/imports/new', ...Object.values(imports)],
    ...[`${imports.columns}/columns`, `${imports.checked}/delete`],
    ...[`/staff/people/${newId()}`, '/staff/nothing'],
    ['/staff', openMenu],
  ];
}

function wrongFormsOf({ anna, groups, imports }: FullShop): readonly Visit[] {
  const inMain = (action: string) => sendingEmpty(`main form[action$="${action}"][method="post"]`);
  return [
    ['/staff/account', inMain('/account/password')],
    ['/staff/accounts', inMain('/accounts')],
    [`/staff/people/${anna}/opt-out`, inMain('/opt-out')],
    [`/staff/people/${anna}/correct`, inMain('/correct')],
    [`/staff/privacy/${anna}`, inMain('/erase')],
    ['/staff/groups/new', inMain('/new')],
    [`/staff/groups/${groups.large}/name`, inMain('/name')],
    ['/staff/interests', inMain('/topics')],
    ['/staff/newsletters', inMain('/newsletters')],
    ['/staff/settings', inMain('/settings')],
    ['/staff/campaigns/new', inMain('/campaigns')],
    ['/staff/imports/new', inMain('/new')],
    [`${imports.unknown}/columns`, inMain('/columns')],
  ];
}

/** The blocks of a campaign, and where a picture is chosen for one of them. */
async function placesIn(shop: TestApp, campaign: string) {
  const staff = await shop.staff('marketer');
  const fields = formOf((await staff.get(campaign)).text)['block'] as readonly string[];
  const blocks = Object.fromEntries(fields.map((field) => field.split('-') as [string, string]));
  return { blocks, picture: `${campaign}/picture?version=default&in=nl&block=${blocks['image']}` };
}

/** Somebody else was first: what was typed is shown and can be saved after all (UX-2). */
async function pressSaveLate(page: Page): Promise<void> {
  await page.locator('[name=revision]').evaluate((field: { value: string }) => (field.value = '0'));
  await pressing('#content-form [value=save]:not(.unseen)')(page);
}

async function openMenu(page: Page): Promise<void> {
  const button = page.locator('[popovertarget=side]');
  if (await button.isVisible()) await button.click();
}

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
