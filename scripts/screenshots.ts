/** Takes the picture of the README: a preference page on a phone beside the page where a newsletter is written. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { demoPassword } from '../server/development/index.ts';
import { projectRoot } from '../server/platform/paths/index.ts';
import { type DemoShop, openDemo } from './demo/demo-shop.ts';
import { openBrowser } from './lib/open-browser.ts';

const folder = join(projectRoot, '.github', 'screens');
const height = 920;
/** Each page is drawn at three quarters of its size, so that both stand side by side in a README. */
const scale = 0.75;

interface Words {
  readonly subject: string;
  readonly preheader: string;
  readonly text: string;
}

const written: readonly (Words & { readonly language: 'nl' | 'en' })[] = [
  {
    language: 'nl',
    subject: 'De pioenen zijn er',
    preheader: 'Vanaf zaterdag, in vijf kleuren',
    text: 'Dag {voornaam|lezer},\n\nZaterdag komen de eerste **pioenen** binnen. Loop je langs?',
  },
  {
    language: 'en',
    subject: 'The peonies are here',
    preheader: 'From Saturday, in five colours',
    text: `# The peonies are here

Dear {first name|reader},

On Saturday the first **peonies** come in, cut the evening before, five kilometres from the shop.

- Bowl of Beauty, pink with a cream heart
- Sarah Bernhardt, the big one
- Duchesse de Nemours, white

They keep for a week in a cool room. Will you come and have a look?`,
  },
];

const shop = await openDemo({ filled: true });
const browser = await openBrowser();
try {
  const phone = await takePhone(shop, browser);
  const desktop = await takeDesktop(shop, browser);
  const file = join(folder, 'voorkeur.jpg');
  await mkdir(folder, { recursive: true });
  await writeFile(file, await compose(browser, phone, desktop));
  console.log(`Wrote ${file}`);
} finally {
  await browser.close();
  await shop.close();
}

async function takePhone({ app }: DemoShop, browser: Browser): Promise<Buffer> {
  // Reads English, told us a topic, and lets us use the orders.
  const { people } = await app.subscribers.search('femke', 1);
  const reader = people.find(({ language }) => language === 'en')!;
  const page = await openPage(browser, 390);
  await page.goto(app.links.url('preferences', { subscriber: reader.id }));
  return page.screenshot();
}

async function takeDesktop({ app, url }: DemoShop, browser: Browser): Promise<Buffer> {
  const email = 'pictures@lesfleurs.test';
  await app.accounts.create({
    ...{ email, name: 'Mila Vos', roles: ['marketer'], password: demoPassword, language: 'en' },
  });
  const page = await openPage(browser, 1180);
  await page.goto(`${url}/staff/login?next=/staff/campaigns/new`);
  await page.fill('#email', email);
  await page.fill('#password', demoPassword);
  await page.click('main button');
  await page.fill('#title', 'May: peonies');
  await page.click('main form button');
  await page.waitForURL(/\/campaigns\/\w{16}$/);
  const campaign = page.url();
  for (const { language, ...words } of written) {
    await page.goto(`${campaign}?in=${language}`);
    await write(page, words);
  }
  await page.click('summary:has-text("version")');
  await page.click('[value=add-version]');
  await page.waitForURL(/version=\w{16}/);
  await page.goto(`${campaign}?in=en`);
  return page.screenshot();
}

async function write(page: Page, { subject, preheader, text }: Words): Promise<void> {
  await page.fill('#subject', subject);
  await page.fill('#preheader', preheader);
  await page.click('[value=add-text]');
  await page.fill('textarea[name^=text-]', text);
  await page.click('[value=save]:not(.unseen)');
  await page.locator('.notice[role=status]').waitFor();
}

async function openPage(browser: Browser, width: number): Promise<Page> {
  const context = await browser.newContext({
    ...{ locale: 'en-GB', colorScheme: 'light', deviceScaleFactor: scale },
    viewport: { width, height },
  });
  return context.newPage();
}

/** Both pictures side by side, as one. */
async function compose(browser: Browser, ...pictures: readonly Buffer[]): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 100 } });
  const images = pictures.map(
    (each) => `<img src="data:image/png;base64,${each.toString('base64')}" alt="">`,
  );
  await page.setContent(`<!doctype html><style>
    body { margin: 0; padding: 24px; display: flex; justify-content: center; gap: 24px; align-items: flex-start; background: #dfe8e2; }
    img { flex: none; border-radius: 12px; box-shadow: 0 2px 12px #0003; }
  </style>${images.join('')}`);
  return page.screenshot({ fullPage: true, type: 'jpeg', quality: 80 });
}
