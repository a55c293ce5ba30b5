/** Every page that the public sees: accessible, in both languages, light and dark, without a script, with large text. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { HOUR_MS, plus } from '../../server/platform/clock/index.ts';
import type { Language } from '../../server/platform/i18n/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import type { CaughtMail } from '../../server/platform/inbox/index.ts';
import { expectAccessible, expectToFit, looks, lookWith, openBrowser } from '../support/browser.ts';
import type { TestApp } from '../support/test-app.ts';
import { type FullShop, openFullShop, speak } from './full-shop.ts';
import { lookAt, notVisited, pressing, sendingEmpty, visit, type Visit } from './visits.ts';

const notPages = [
  ...['/healthz', '/robots.txt', '/theme.css', '/assets/:name', '/pictures/:id'],
  ...['/ledger/roots.json', '/my-data/copy.json', '/my-data/receipts/:id.json'],
  ...['/inbox/messages.json', '/inbox/:id/html', '/inbox/:id/source'],
];

describe('Every public page', function () {
  this.timeout(120_000);
  let full: FullShop;
  let shop: TestApp;
  let browser: Browser;
  let pagesIn: (language: Language) => readonly Visit[];

  before(async () => {
    full = await openFullShop();
    shop = full.shop;
    pagesIn = publicPages(full);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  it('A11Y-2 is among those that are looked at', () => {
    const left = notVisited(shop, pagesIn('nl')).filter((path) => !path.startsWith('/staff'));
    expect(left.filter((path) => !notPages.includes(path))).to.deep.equal([]);
  });

  for (const look of looks) {
    const name = `${look.lang}, ${look.scheme}, ${look.width} px`;

    it(`A11Y-1 A11Y-2 is accessible and fits (${name})`, async () => {
      await speak(full, look.lang);
      const context = await lookWith(browser, look);
      await lookAt(await context.newPage(), shop, look.lang, pagesIn(look.lang));
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
      for (const one of pagesIn(lang)) {
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

function publicPages({ shop, newsletter, anna, bob, confirm, campaigns }: FullShop) {
  const { links } = shop.app;
  const link = (kind: 'unsubscribe' | 'preferences', subscriber = anna) =>
    new URL(links.url(kind, { subscriber, newsletter })).pathname;
  const sample = (kind: 'unsubscribe' | 'preferences') => new URL(links.sampleUrl(kind, newsletter)).pathname;
  const undo = `/unsubscribe/undo/${links.sign('undo', { subscriber: anna, newsletter })}`;
  const issue = campaigns.sent.replace('/staff/campaigns', '/archive');
  const inTheForm = pressing('main form .button:not(.quiet, .plain, .danger)');
  return (language: Language): readonly Visit[] => [
    ...['/', '/sign-up', '/sign-up/sent', confirm[language], confirm.done, '/no-such-page'],
    ['/sign-up', inTheForm],
    ...['/preferences', '/preferences/sent', link('preferences'), link('preferences', bob)],
    ['/preferences', inTheForm],
    [link('preferences'), inTheForm],
    ...[link('unsubscribe'), '/unsubscribe/altered', link('unsubscribe', newId<SubscriberId>())],
    ...[sample('unsubscribe'), sample('preferences')],
    [sample('unsubscribe'), inTheForm],
    // She leaves, presses again, and takes it back.
    [link('unsubscribe'), inTheForm],
    [link('unsubscribe'), inTheForm],
    undo,
    [undo, pressing('main form .button')],
    ...['/statement', '/archive', issue, `${issue}?version=2`],
    ...['/ledger', '/receipt'],
    ['/receipt', inTheForm],
    ...['/my-data', '/my-data/sent', '/my-data/deleted', '/log-in/altered', '/log-in/waiting'],
    ['/my-data', inTheForm],
    // She logs in, saves what stands there, and asks for another address without naming one.
    ['/log-in/waiting', opening(shop, 'login', anna)],
    ['/log-in/waiting', following(shop, 'login', anna)],
    ...['/my-data', '/my-data/delete'],
    ['/my-data', inTheForm],
    ['/my-data', sendingEmpty('form[action*="/my-data/address"]')],
    ['/confirm-address/waiting', opening(shop, 'confirm-address', anna)],
    ['/confirm-address/waiting', following(shop, 'confirm-address', anna)],
    ...['/staff/login', '/staff/login?out=1'],
    ['/staff/login', logInWrongly],
    ...['/inbox', '/inbox?to=nobody', `/inbox/${shop.inbox.messages()[0]!.id}`],
  ];
}

/** Opens a link that was just mailed: the address holds a token that can only be made now. */
function opening(shop: TestApp, kind: 'login' | 'confirm-address', subscriber: SubscriberId) {
  return async (page: Page): Promise<void> => {
    const id = newId<SubscriberId>();
    const collection = kind === 'login' ? 'mailed_logins' : 'address_changes';
    const expiresAt = plus(shop.clock(), HOUR_MS);
    const waiting = { _id: id, subscriber, email: `${id}@example.com`, expiresAt };
    await shop.db.connection.collection<typeof waiting>(collection).insertOne(waiting);
    await page.goto(shop.app.links.url(kind, { subscriber: id }));
  };
}

/** The same, and presses the button there. */
function following(shop: TestApp, kind: 'login' | 'confirm-address', subscriber: SubscriberId) {
  return async (page: Page): Promise<void> => {
    await opening(shop, kind, subscriber)(page);
    await pressing('main form .button')(page);
  };
}

async function logInWrongly(page: Page): Promise<void> {
  await page.fill('input[type=email]', 'nobody@example.com');
  await page.fill('input[type=password]', 'wrong');
  await pressing('main form .button')(page);
}

function oneOfEach(mails: readonly CaughtMail[]): readonly CaughtMail[] {
  return [...new Map(mails.filter(({ html }) => html).map((mail) => [mail.subject, mail])).values()];
}
