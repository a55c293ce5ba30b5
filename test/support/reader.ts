/** What a reader does by HTTP and mail: fills in forms, waits for mails, opens links. */
import { expect } from 'chai';
import type { CaughtMail } from '../../server/platform/inbox/index.ts';
import { emailPurpose } from './a-shop.ts';
import type { TestApp } from './test-app.ts';

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** The hidden fields of a page's forms, by name; of fields that come several times, all values. */
export function hiddenFields(html: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [, name, value] of html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
    (found[name!] ??= []).push(value!);
  }
  return found;
}

/**
 * Posts the sign-up form as it stands on the page; the newsletter by e-mail is ticked unless `purpose` says otherwise.
 * `from` is where it comes from, which counts where TRUST_PROXY is set.
 */
export async function postSignUp(
  shop: TestApp,
  fields: Fields,
  lang: 'nl' | 'en' = 'nl',
  from = '127.0.0.1',
) {
  const page = await shop.visitor().get(`/sign-up?lang=${lang}`).expect(200);
  const { words } = hiddenFields(page.text);
  const form = { purpose: emailPurpose, age: 'yes', words: words![0], ...fields };
  return shop.visitor().post(`/sign-up?lang=${lang}`).set('X-Forwarded-For', from).type('form').send(form);
}

/** The mails to the address, the newest last, after all background work is done. */
export async function mailsTo(shop: TestApp, email: string): Promise<readonly CaughtMail[]> {
  await shop.work();
  return shop.inbox.messages().filter(({ recipients }) => recipients.includes(email));
}

export async function lastMailTo(shop: TestApp, email: string): Promise<CaughtMail> {
  const mail = (await mailsTo(shop, email)).at(-1);
  if (!mail) throw new Error('No mail has come in.');
  return mail;
}

/** The path of the first link in the mail that begins with it: `/confirm/`, `/preferences/`, `/unsubscribe/`. */
export function linkIn(shop: TestApp, { text }: Pick<CaughtMail, 'text'>, start: string): string {
  const link = new RegExp(`${shop.url}(${start}[\\w-]+)`).exec(text);
  if (!link) throw new Error(`The mail has no link to ${start}`);
  return link[1]!;
}

/** Signs up and confirms; answers the path of the preference page. */
export async function becomeReader(shop: TestApp, email: string, fields: Fields = {}): Promise<string> {
  await postSignUp(shop, { email, ...fields }).then(({ status }) => expect(status).to.equal(303));
  const confirm = linkIn(shop, await lastMailTo(shop, email), '/confirm/');
  const { headers } = await shop.visitor().post(confirm).expect(303);
  return String(headers['location']).split('?')[0]!;
}

/** Asks for each address and tells the answers and the shortest time, which a busy machine disturbs the least. */
export async function quickest(
  emails: readonly string[],
  ask: (email: string) => PromiseLike<{ status: number; headers: Record<string, unknown>; text: string }>,
): Promise<{ answers: readonly unknown[]; ms: number }> {
  const answers: unknown[] = [];
  let ms = Infinity;
  for (const email of emails) {
    const start = performance.now();
    const { status, headers, text } = await ask(email);
    ms = Math.min(ms, performance.now() - start);
    answers.push([status, headers['location'], text]);
  }
  return { answers, ms };
}
