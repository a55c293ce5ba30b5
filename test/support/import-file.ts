/** A person of the staff who imports a file, page by page. */
import { expect } from 'chai';
import type { TestApp } from './test-app.ts';

export type Browser = Awaited<ReturnType<TestApp['staff']>>;

/** The headers that most tests use. */
export const headers = 'E-mailadres;Voornaam;Achternaam;Nieuwsbrief (ja/nee);Toestemming op;Bron';

/** Uploads the file; answers the path of the import's page. */
export async function upload(
  browser: Browser,
  content: string | Buffer,
  name = 'klanten.csv',
): Promise<string> {
  const file = Buffer.from(content);
  const answer = await browser
    .post('/staff/imports/new')
    .attach('file', file, { filename: name, contentType: 'text/csv' });
  expect(answer.status, answer.text).to.equal(303);
  return answer.headers['location'] as string;
}

/** What the page of columns suggests, as the form would send it. */
export async function columnsForm(
  browser: Browser,
  path: string,
  query = '',
): Promise<{ text: string; fields: [string, string][] }> {
  const { text } = await browser.get(`${path}/columns${query}`).expect(200);
  const form = text.slice(text.indexOf('<form method="post"'));
  const inputs = /<input[^>]*?name="(\w+)"[^>]*>|<select[^>]*?name="(\w+)"[^>]*>(.*?)<\/select>/gs;
  const fields = [...form.matchAll(inputs)].map(([tag, input, select, options]): [string, string] => {
    if (input) return [input, /value="([^"]*)"/.exec(tag)?.[1] ?? ''];
    return [select!, /value="([^"]*)" selected/.exec(options!)?.[1] ?? ''];
  });
  return { text, fields };
}

/** Confirms the columns as suggested, with these fields changed; answers the answer. */
export async function confirm(
  browser: Browser,
  path: string,
  changed: Readonly<Record<string, string>> = {},
) {
  const { fields } = await columnsForm(browser, path);
  const sent = new URLSearchParams(
    fields.map(([name, value]): [string, string] => [name, changed[name] ?? value]),
  );
  return browser.post(`${path}/columns`).type('form').send(sent.toString());
}

/** Uploads, confirms what is recognised and lets the dry run finish; answers the path of its page. */
export async function dryRun(
  shop: TestApp,
  browser: Browser,
  content: string | Buffer,
  changed: Readonly<Record<string, string>> = {},
): Promise<string> {
  const path = await upload(browser, content);
  const answer = await confirm(browser, path, changed);
  expect(answer.status, answer.text).to.equal(303);
  await shop.work();
  return path;
}

/** The dry run and then 'Import now', to the end. */
export async function importFile(
  shop: TestApp,
  browser: Browser,
  content: string | Buffer,
  changed: Readonly<Record<string, string>> = {},
): Promise<string> {
  const path = await dryRun(shop, browser, content, changed);
  await browser.post(`${path}/import`).expect(303);
  await shop.work();
  return path;
}

export interface Shown {
  readonly text: string;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly optOuts: number;
  readonly refused: number;
  /** The reasons by the row's number. */
  readonly reasons: Readonly<Record<number, string>>;
}

/** What the page of the import says, in English. */
export async function resultOf(browser: Browser, path: string): Promise<Shown> {
  const { text } = await browser.get(path).expect(200);
  const figures = [...text.matchAll(/<span class="big">([\d,]+)<\/span>/g)].map((match) =>
    Number(match[1]!.replace(',', '')),
  );
  const rows = [...text.matchAll(/<th scope="row">([\d,]+)<\/th><td>(.*?)<\/td>/g)];
  const [added, changed, unchanged, optOuts, refused] = [...figures, 0, 0, 0, 0, 0] as [
    number,
    number,
    number,
    number,
    number,
  ];
  const reasons = Object.fromEntries(rows.map((match) => [Number(match[1]!.replace(',', '')), match[2]!]));
  return { text, new: added, changed, unchanged, optOuts, refused, reasons };
}

/** Waits until it holds, five seconds at most. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500 && !(await holds()); tries += 1)
    await new Promise((done) => setTimeout(done, 10));
}
