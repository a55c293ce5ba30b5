/** The main journeys in a real browser, by keyboard alone. */
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../server/accounts/index.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { lookWith, openBrowser } from '../support/browser.ts';
import { enter, hasFocus, tabTo, tick, typeInto } from '../support/keyboard.ts';
import { lastMailTo, linkIn } from '../support/reader.ts';
import { startTestApp, testPassword, type TestApp } from '../support/test-app.ts';

describe('By keyboard alone', function () {
  this.timeout(60_000);
  let shop: TestApp;
  let newsletter: Awaited<ReturnType<typeof openShop>>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    shop = await startTestApp();
    newsletter = await openShop(shop);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });
  beforeEach(async () => {
    context = await lookWith(browser, { lang: 'nl', scheme: 'light', width: 1280 });
    page = await context.newPage();
  });
  afterEach(() => context.close());

  const box = (name: string, value: string) => page.locator(`input[name="${name}"][value="${value}"]`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const isOn = async (email: string, purpose = emailPurpose) => {
    const person = await shop.app.subscribers.findByEmail(email);
    return person !== null && shop.app.consent.agreedTo(person.id, purpose);
  };

  it('A11Y-1 a reader signs up, confirms and changes a preference', async () => {
    const email = 'anneke@example.com';
    await page.goto(`${shop.url}/sign-up`);
    await page.keyboard.press('Tab');
    expect(await hasFocus(page.locator('.skip')), 'the first stop leads past the header').to.equal(true);
    await page.keyboard.press('Enter');
    await typeInto(page, page.locator('#email'), email);
    await tick(page, box('purpose', emailPurpose));
    await tick(page, box('topic', 'roses'));
    await tick(page, page.locator('#age'));
    await enter(page, button('Aanmelden'));
    expect(new URL(page.url()).pathname).to.equal('/sign-up/sent');

    await page.goto(shop.url + linkIn(shop, await lastMailTo(shop, email), '/confirm/'));
    expect(await isOn(email)).to.equal(false);
    await enter(page, button('Ja, dat klopt'));
    expect(await isOn(email)).to.equal(true);

    await tick(page, page.getByRole('switch', { name: /bestellingen/ }));
    await enter(page, button('Bewaren'));
    await page.getByRole('status').waitFor();
    expect(await isOn(email, 'interests.orders')).to.equal(true);
    expect(await isOn(email), 'the rest stays').to.equal(true);
  });

  it('CON-6 a reader leaves, and takes it back', async () => {
    const subscriber = await addPerson(shop, { email: 'els@example.com' });
    await page.goto(shop.app.links.url('unsubscribe', { subscriber, newsletter: newsletter.id }));
    await enter(page, page.locator('main button'));
    expect(await isOn('els@example.com')).to.equal(false);
    await enter(page, page.locator('main button'));
    expect(await isOn('els@example.com')).to.equal(true);
  });

  it('A11Y-3 a mistake is read out, leads to its field, and nothing typed is lost', async () => {
    await page.goto(`${shop.url}/sign-up`);
    await typeInto(page, page.locator('#email'), 'femke at example');
    await typeInto(page, page.locator('#firstName'), 'Femke');
    await tick(page, box('purpose', emailPurpose));
    await enter(page, button('Aanmelden'));

    const problems = page.getByRole('alert');
    expect(await hasFocus(problems)).to.equal(true);
    expect(await problems.getByRole('link').count()).to.equal(2);
    expect(await page.inputValue('#email')).to.equal('femke at example');
    expect(await page.inputValue('#firstName')).to.equal('Femke');
    expect(await box('purpose', emailPurpose).isChecked()).to.equal(true);

    for (const field of ['email', 'age']) {
      await tabTo(page, problems.locator(`a[href="#${field}"]`), field === 'age' ? 'Shift+Tab' : 'Tab');
      await page.keyboard.press('Enter');
      expect(await hasFocus(page.locator(`#${field}`)), field).to.equal(true);
      const described = await page.getAttribute(`#${field}`, 'aria-describedby');
      expect(described?.split(' ')).to.include(`${field}-error`);
    }
    await page.keyboard.press('Space');
    await tabTo(page, page.locator('#email'), 'Shift+Tab');
    await typeInto(page, page.locator('#email'), 'femke@example.com');
    await enter(page, button('Aanmelden'));
    expect(new URL(page.url()).pathname).to.equal('/sign-up/sent');
  });

  it('UX-1 a marketer writes a campaign, sends it, and takes it back within the minute', async () => {
    await addPerson(shop, { email: 'hanna@example.com' });
    await logIn('marketer');
    await enter(page, page.getByRole('link', { name: 'Campagnes' }).first());
    await enter(page, page.locator('main').getByRole('link', { name: 'Nieuwe campagne' }).first());
    await typeInto(page, page.locator('#title'), 'Voorjaar');
    await enter(page, page.locator('main form button'));
    await typeInto(page, page.locator('#subject'), 'De tulpen zijn er');
    await typeInto(page, page.locator('#preheader'), 'Kom je kijken?');
    await enter(page, page.locator('[value=add-text]'));
    await typeInto(page, page.locator('textarea[name^=text-]'), 'Dag {voornaam|lezer}, de tulpen zijn er.');
    await enter(page, page.locator('[name=act][value=send]'), 'Shift+Tab');

    expect(await page.locator('main').textContent()).to.include('60 seconden');
    await enter(page, page.locator('form[action$="/send"] button').first());
    const cancel = page.locator('form[action$="/cancel"] button');
    await tabTo(page, cancel);
    const before = await page.getByRole('timer').textContent();
    shop.clock.advance(7000);
    await page.getByRole('timer').filter({ hasNotText: before! }).waitFor();
    expect(await hasFocus(cancel), 'counting down leaves the focus where it is').to.equal(true);
    await enter(page, cancel);
    await page.getByRole('status').filter({ hasText: 'Niemand heeft hem gekregen' }).waitFor();
    shop.clock.advance(120_000);
    await shop.work();
    expect(shop.inbox.messages().map(({ subject }) => subject)).to.not.include('De tulpen zijn er');
  });

  it('CON-7 somebody at the counter records who called to stop', async () => {
    const email = 'gijs@example.com';
    await addPerson(shop, { email, firstName: 'Gijs' });
    await logIn('counter');
    await typeInto(page, page.getByRole('searchbox').first(), 'gijs');
    const found = page.waitForEvent('load');
    await page.keyboard.press('Enter');
    await found;
    await enter(page, page.locator('main').getByRole('link', { name: 'Gijs' }));
    await enter(page, page.locator('a[href$="/opt-out"]'));
    await tick(page, box('purposes', emailPurpose));
    // The telephone is chosen already; the arrows choose another way and come back.
    await tabTo(page, box('channel', 'telephone'));
    await page.keyboard.press('ArrowDown');
    expect(await box('channel', 'telephone').isChecked()).to.equal(false);
    await page.keyboard.press('ArrowUp');
    await typeInto(page, page.locator('#evidence'), 'Belde om 10 uur.');
    await enter(page, page.locator('main form .button:not(.quiet)'));
    expect(new URL(page.url()).search).to.equal('?done=stopped');
    expect(await isOn(email)).to.equal(false);
    const person = (await shop.app.subscribers.findByEmail(email))!;
    const last = (await shop.app.consent.history(person.id)).at(-1);
    expect(last).to.include({ act: 'withdrawn', channel: 'telephone' });
  });

  async function logIn(role: Role): Promise<void> {
    const email = `${role}@voorkeur.test`;
    const account = { email, name: 'Mila Vos', roles: [role], language: 'nl' } as const;
    await shop.app.accounts.create({ ...account, password: testPassword });
    await page.goto(`${shop.url}/staff/login`);
    await typeInto(page, page.locator('#email'), email);
    await typeInto(page, page.locator('#password'), testPassword);
    await enter(page, button('Inloggen'));
  }
});
