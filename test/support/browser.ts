/** A real browser for the tests: how people look at pages, and what must be true of each page. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../server/accounts/index.ts';
import { openBrowser } from '../../scripts/lib/open-browser.ts';
import { projectRoot } from '../../server/platform/paths/index.ts';
import { testPassword, type TestApp } from './test-app.ts';

export { openBrowser };

/** One way in which people look at a page. */
export interface Look {
  readonly lang: 'nl' | 'en';
  readonly scheme: 'light' | 'dark';
  readonly width: number;
}

const opposite: readonly Look[] = [
  { lang: 'nl', scheme: 'light', width: 1280 },
  { lang: 'en', scheme: 'dark', width: 320 },
];
const all: readonly Look[] = (['nl', 'en'] as const).flatMap((lang) =>
  (['light', 'dark'] as const).flatMap((scheme) => [1280, 320].map((width) => ({ lang, scheme, width }))),
);

/** Two opposite looks, or all eight with FULL=1. */
export const looks = process.env['FULL'] === '1' ? all : opposite;

/** A browser window of somebody who looks that way; `script: false` is somebody without JavaScript. */
export async function lookWith(
  browser: Browser,
  look: Look,
  options: { script?: boolean } = {},
): Promise<BrowserContext> {
  return browser.newContext({
    locale: look.lang === 'nl' ? 'nl-NL' : 'en-GB',
    colorScheme: look.scheme,
    viewport: { width: look.width, height: 800 },
    javaScriptEnabled: options.script ?? true,
  });
}

// The small file, and once a page: browsers read it anew on each, which is most of what looking at a page costs.
const axe = readFileSync(join(projectRoot, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
// The preview of a mail runs no script, so that axe would only wait for it; mails are looked at by themselves.
const axeContext: ElementContext = { exclude: [['iframe[sandbox]']] };
const axeOptions: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  // Only what these rules need and what is asked for here: it is as strict, and quicker.
  preload: false,
  resultTypes: ['violations'],
};

interface Axe {
  run(context: ElementContext, options: RunOptions): Promise<AxeResults>;
}

/** Runs in the page. */
async function runAxe(given: {
  context: ElementContext;
  options: RunOptions;
}): Promise<AxeResults['violations']> {
  const { axe: here } = globalThis as unknown as { axe: Axe };
  return (await here.run(given.context, given.options)).violations;
}

/** Fails with the rule and the place for each WCAG 2.2 A/AA violation (A11Y-2), and where the page is too wide (A11Y-1). */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate(runAxe, { context: axeContext, options: axeOptions });
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
  expect(found, page.url()).to.deep.equal([]);
  await expectToFit(page);
}

/** Fails where the page moves sideways (A11Y-1). */
export async function expectToFit(page: Page): Promise<void> {
  const tooWide = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(tooWide, `${page.url()} moves sideways`).to.equal(0);
}

let people = 0;

/** Logs somebody with these roles in, through the page, in their language. */
export async function logIn(
  page: Page,
  shop: TestApp,
  language: Look['lang'],
  roles: readonly Role[],
): Promise<void> {
  const email = `browser${(people += 1)}@voorkeur.test`;
  await shop.app.accounts.create({ email, name: 'Mila Vos', roles, password: testPassword, language });
  await page.goto(`${shop.url}/staff/login`);
  await page.fill('input[type=email]', email);
  await page.fill('input[type=password]', testPassword);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/staff$/);
}
