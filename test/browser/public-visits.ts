/** Every page that the public sees, and what is pressed there. */
import type { Page } from 'playwright-core';
import { HOUR_MS, plus } from '../../server/platform/clock/index.ts';
import type { Language } from '../../server/platform/i18n/index.ts';
import { newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import type { TestApp } from '../support/test-app.ts';
import type { FullShop } from './full-shop.ts';
import { pressing, sendingEmpty, type Visit } from './visits.ts';

/** In the order in which they are gone through, by somebody who reads that language. */
export function publicVisits({ shop, newsletter, anna, bob, confirm, campaigns }: FullShop) {
  const { links } = shop.app;
  const link = (kind: 'unsubscribe' | 'preferences', subscriber = anna) =>
    new URL(links.url(kind, { subscriber, newsletter })).pathname;
  const sample = (kind: 'unsubscribe' | 'preferences') => new URL(links.sampleUrl(kind, newsletter)).pathname;
  const undo = `/unsubscribe/undo/${links.sign('undo', { subscriber: anna, newsletter })}`;
  const issue = campaigns.sent.replace('/staff/campaigns', '/archive');
  const inTheForm = pressing('main form .button:not(.quiet, .plain, .danger)');
  return (language: Language): readonly Visit[] => [
    ...['/', '/sign-up', '/sign-up/sent', '/api', confirm[language], confirm.done, '/no-such-page'],
    ['/sign-up', inTheForm],
    ...['/preferences', '/preferences/sent', link('preferences'), link('preferences', bob)],
    ...[`${link('preferences')}/new-words`, `${link('preferences', bob)}/new-words?done=yes`],
    ['/preferences', inTheForm],
    [link('preferences'), inTheForm],
    ...[link('unsubscribe'), '/unsubscribe/altered', link('unsubscribe', newId<SubscriberId>())],
    ...[sample('unsubscribe'), sample('preferences')],
    [sample('unsubscribe'), inTheForm],
    [sample('preferences'), inTheForm],
    // She leaves, presses again, and takes it back.
    [link('unsubscribe'), inTheForm],
    [link('unsubscribe'), inTheForm],
    undo,
    [undo, pressing('main form .button')],
    ...['/contact', '/contact/sent', '/contact/stop/waiting'],
    ['/contact', inTheForm],
    ['/contact/stop/waiting', opening(shop, 'stop', anna)],
    ...[
      '/statement',
      '/statement/versions',
      '/statement/1',
      '/statement/1/changes',
      '/statement/2',
      '/statement/2/changes',
    ],
    ...['/why-this-version', '/archive', issue, `${issue}?version=2`],
    ...['/ledger', '/receipt'],
    ['/receipt', inTheForm],
    ['/receipt', checkFalseReceipt],
    ...['/my-data', '/my-data/sent', '/my-data/deleted', '/log-in/altered', '/log-in/waiting'],
    ['/my-data', inTheForm],
    // She logs in, saves what stands there, and asks for another address without naming one.
    ['/log-in/waiting', opening(shop, 'login', anna)],
    ['/log-in/waiting', following(shop, 'login', anna)],
    ...['/my-data', '/my-data/delete', '/my-data/contact'],
    ['/my-data', inTheForm],
    ['/my-data', sendingEmpty('form[action*="/my-data/address"]')],
    ['/confirm-address/waiting', opening(shop, 'confirm-address', anna)],
    ['/confirm-address/waiting', following(shop, 'confirm-address', anna)],
    ...['/staff/login', '/staff/login?out=1'],
    ['/staff/login', logInWrongly],
    ...['/inbox', '/inbox?to=nobody', `/inbox/${shop.inbox.messages()[0]!.id}`],
  ];
}

const collections = {
  login: 'mailed_logins',
  'confirm-address': 'address_changes',
  stop: 'contact_messages',
};
type Waiting = keyof typeof collections;

/** Opens a link that was just mailed: the address holds a token that can only be made now. */
function opening(shop: TestApp, kind: Waiting, subscriber: SubscriberId) {
  return async (page: Page): Promise<void> => {
    const id = newId<SubscriberId>();
    const expiresAt = plus(shop.clock(), HOUR_MS);
    const email = kind === 'stop' ? 'anna@example.com' : `${id}@example.com`;
    const waiting = { _id: id, subscriber, email, expiresAt };
    await shop.db.connection.collection<typeof waiting>(collections[kind]).insertOne(waiting);
    await page.goto(shop.app.links.url(kind, { subscriber: id }));
  };
}

/** The same, and presses the button there. */
function following(shop: TestApp, kind: Waiting, subscriber: SubscriberId) {
  return async (page: Page): Promise<void> => {
    await opening(shop, kind, subscriber)(page);
    await pressing('main form .button')(page);
  };
}

async function checkFalseReceipt(page: Page): Promise<void> {
  await page.fill('#receipt', '{}');
  await pressing('main form .button')(page);
}

async function logInWrongly(page: Page): Promise<void> {
  await page.fill('input[type=email]', 'nobody@example.com');
  await page.fill('input[type=password]', 'wrong');
  await pressing('main form .button')(page);
}
