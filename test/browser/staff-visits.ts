/** Every page that staff see, and what is pressed there. */
import type { Page } from 'playwright-core';
import { newId } from '../../server/platform/ids/index.ts';
import { formOf } from '../campaigns/a-campaign.ts';
import type { TestApp } from '../support/test-app.ts';
import type { FullShop } from './full-shop.ts';
import { pressing, sending, sendingEmpty, type Visit } from './visits.ts';

/** In the order in which they are gone through. */
export async function staffVisits({
  shop,
  anna,
  bob,
  groups,
  campaigns,
  messages,
  imports,
}: FullShop): Promise<readonly Visit[]> {
  const colleague = await shop.app.accounts.create({
    ...{ email: 'bo@voorkeur.test', name: 'Bo Jansen', roles: ['counter'], language: 'nl' },
    password: 'a password of a colleague',
  });
  const { written } = campaigns;
  const group = (id: string) => `/staff/groups/${id}`;
  const person = `/staff/people/${anna}`;
  const [orders, post] = ['/staff/purposes/interests.orders', '/staff/purposes/newsletter.bloemenpost.post'];
  return [
    ...[
      '/staff',
      '/staff/account',
      '/staff/accounts',
      '/staff/accounts/keys',
      `/staff/accounts/${colleague.id}`,
      '/staff/settings',
      '/staff/settings/sender',
      '/staff/deliverability',
      '/staff/deliverability/rates',
      `/staff/deliverability/servers/${encodeURIComponent(shop.app.mailers.mailings.names[0]!)}`,
    ],
    [`/staff/accounts/${colleague.id}`, sending('form[action$="/password"]')],
    ['/staff/accounts/keys', makeKey],
    ...['/staff/people', '/staff/people?q=r', '/staff/people?q=nobody', person, `/staff/people/${bob}`],
    ...[`${person}/opt-out`, `/staff/people/${bob}/opt-out`, `${person}/correct`, `${person}/address`],
    ...['/staff/people/opt-out', '/staff/people/opt-in', `/staff/people/${bob}/opt-in`],
    ...[`${person}/sale`, `/staff/people/${bob}/sale`],
    ...['/staff/people?done=mailed', '/staff/people/export'],
    ...['/staff/privacy', '/staff/privacy?done=erased', `/staff/privacy/${anna}`],
    ...['/staff/messages', '/staff/messages?done=closed', ...Object.values(messages)],
    ...['/staff/groups', '/staff/groups/new', '/staff/groups/picture', group(groups.large)],
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
    `${written}?version=${groups.large}&in=en&done=saved`,
    ...[`${campaigns.sent}/recipients?outcome=accepted`, `${campaigns.sent}/recipients?outcome=refused`],
    `${campaigns.sent}/uncertain`,
    [written, (page) => page.check('#see-text')],
    [written, (page) => page.check('#see-dark')],
    [written, pressSaveLate],
    ...[`${written}/remove`, `${written}/versions/${groups.large}/remove`, await pictureIn(shop, written)],
    ...[`${written}/send`, `${campaigns.empty}/send`, `${campaigns.asked}/send`],
    ...['/staff/statements', '/staff/statements?done=removed', '/staff/statements/1', '/staff/statements/2'],
    ...['', '?done=saved', '/preview', '/publish', '/remove'].map((rest) => `/staff/statements/draft${rest}`),
    ['/staff/statements/draft', saveStatementLate],
    ...['/staff/imports', '/staff/imports/new', ...Object.values(imports)],
    ...[`${imports.columns}/columns`, `${imports.orders}/columns`, `${imports.checked}/delete`],
    ...['/staff/purposes', '/staff/purposes?done=published', orders, `${orders}?done=withdrawn`, post],
    ...[`${orders}/new`, '/staff/purposes/interests.told/new', '/staff/purposes/new'],
    ...['/staff/consents', '/staff/consents?range=30-days', '/staff/consents?range=all'],
    ['/staff/purposes/interests.told/new', lookAtWords],
    ...[`/staff/people/${newId()}`, '/staff/nothing'],
    ['/staff', openMenu],
  ];
}

/** Each form, sent with nothing filled in. */
export function wrongForms({ anna, bob, groups, campaigns, messages, imports }: FullShop): readonly Visit[] {
  const inMain = (action: string) => sendingEmpty(`main form[action$="${action}"][method="post"]`);
  return [
    ['/staff/account', inMain('/account/password')],
    ['/staff/accounts', inMain('/accounts')],
    ['/staff/accounts/keys', inMain('/keys')],
    [`/staff/people/${anna}/opt-out`, inMain('/opt-out')],
    [`/staff/people/${anna}/correct`, inMain('/correct')],
    [`/staff/people/${anna}/address`, inMain('/address')],
    ['/staff/people/opt-out', inMain('/opt-out')],
    [`/staff/people/${bob}/sale`, inMain('/sale')],
    ['/staff/people/opt-in?in=nl', inMain('/opt-in?in=nl')],
    [`/staff/privacy/${anna}`, inMain('/erase')],
    [`/staff/privacy/${anna}`, inMain('/copy')],
    [messages.open, inMain('/answer')],
    ['/staff/groups/new', inMain('/new')],
    [`/staff/groups/${groups.large}/name`, inMain('/name')],
    ['/staff/interests', inMain('/topics')],
    ['/staff/newsletters', inMain('/newsletters')],
    ['/staff/purposes/interests.told/new', pressingEmpty],
    ['/staff/purposes/new', inMain('/new')],
    ['/staff/settings', inMain('/settings')],
    ['/staff/campaigns/new', inMain('/campaigns')],
    [`${campaigns.written}/send`, sendingEmpty('details form[action$="/send"]')],
    [`${campaigns.asked}/send`, sendingEmpty('form[action$="/give-back"]')],
    [campaigns.scheduled, sendingEmpty('form[action$="/when"]:has(#day)')],
    ['/staff/imports/new', inMain('/new')],
    [`${imports.unknown}/columns`, inMain('/columns')],
  ];
}

/** Where the campaign's picture is chosen. */
async function pictureIn(shop: TestApp, campaign: string): Promise<string> {
  const staff = await shop.staff('marketer');
  const blocks = formOf((await staff.get(campaign)).text)['block'] as readonly string[];
  const image = blocks.find((block) => block.startsWith('image-'))!.split('-')[1];
  return `${campaign}/picture?version=default&in=nl&block=${image}`;
}

/** Somebody else was first: what was typed is shown and can be saved after all (UX-2). */
async function pressSaveLate(page: Page): Promise<void> {
  await page.locator('[name=revision]').evaluate((field: { value: string }) => (field.value = '0'));
  await pressing('#content-form [value=save]:not(.unseen)')(page);
}

/** New words, as they will look. */
async function lookAtWords(page: Page): Promise<void> {
  for (const name of ['labelNl', 'labelEn', 'reason']) await page.fill(`[name=${name}]`, 'Andere woorden');
  await page.check('[value=same-meaning]');
  await pressing('[value=look]')(page);
}

/** The button says what is to be done, so that it is pressed and not only sent. */
async function pressingEmpty(page: Page): Promise<void> {
  for (const name of ['labelNl', 'textEn', 'from']) await page.fill(`[name=${name}]`, '');
  await pressing('[value=look]')(page);
}

async function saveStatementLate(page: Page): Promise<void> {
  await page.locator('[name=revision]').evaluate((field: { value: string }) => (field.value = '0'));
  await pressing('#draft-form [value=save]')(page);
}

async function makeKey(page: Page): Promise<void> {
  await page.fill('#name', 'Webwinkel');
  await page.check('[name=scopes][value=orders]');
  await sending('main form[action$="/keys"]')(page);
}

async function openMenu(page: Page): Promise<void> {
  const button = page.locator('[popovertarget=side]');
  if (await button.isVisible()) await button.click();
}
