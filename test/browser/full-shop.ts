/** A shop in which every page has something to show. */
import { customersCsv } from '../../scripts/demo/customers.ts';
import { DAY_MS, dutchDay, plus } from '../../server/platform/clock/index.ts';
import type { Language } from '../../server/platform/i18n/index.ts';
import {
  type AccountId,
  type GroupId,
  newId,
  type NewsletterId,
  type SubscriberId,
} from '../../server/platform/ids/index.ts';
import { formOf, makeCampaign, press, send, write } from '../campaigns/a-campaign.ts';
import { addPerson, emailPurpose, openShop } from '../support/a-shop.ts';
import { dryRun, headers, importFile, confirm, upload } from '../support/import-file.ts';
import { lastMailTo, linkIn, postSignUp } from '../support/reader.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

type Agent = Awaited<ReturnType<TestApp['staff']>>;

export interface FullShop {
  readonly shop: TestApp;
  readonly newsletter: NewsletterId;
  /** Gets everything, by e-mail and by post, told us a topic and ordered. */
  readonly anna: SubscriberId;
  /** Agreed to nothing. */
  readonly bob: SubscriberId;
  /** The links of a sign-up that waits, in each language, and of one that is confirmed. */
  readonly confirm: Readonly<Record<'nl' | 'en' | 'done', string>>;
  readonly groups: { readonly large: GroupId; readonly small: GroupId };
  /** The addresses of a campaign in each state. */
  readonly campaigns: Readonly<
    Record<'empty' | 'written' | 'waiting' | 'paused' | 'sent' | 'scheduled' | 'asked', string>
  >;
  /** The addresses of a message that waits and of one that was answered. */
  readonly messages: Readonly<Record<'open' | 'answered', string>>;
  /** The addresses of an import in each state. */
  readonly imports: Readonly<
    Record<'unknown' | 'columns' | 'checked' | 'checking' | 'finished' | 'orders', string>
  >;
}

/** Opens it. */
export async function openFullShop(): Promise<FullShop> {
  const shop = await startTestApp();
  const { id: newsletter } = await openShop(shop);
  const staff = await shop.staff('marketer');
  const anna = await addPeople(shop);
  await publishWords(shop);
  await shop.app.settings.change({ softOptIn: true });
  const bob = await addPerson(shop, { email: 'bob@example.com', agrees: [] });
  const groups = {
    large: (await shop.app.groups.create({ name: 'Rozen', rule: { field: 'topic', value: 'roses' } })).id,
    small: (await shop.app.groups.create({ name: 'Tuin', rule: { field: 'topic', value: 'garden' } })).id,
  };
  const campaigns = await makeCampaigns(shop, staff, newsletter, groups);
  const confirm = await signUp(shop);
  const imports = await makeImports(shop, staff);
  const messages = await writeMessages(shop, await shop.staff('counter'));
  await publishStatement(shop);
  return { shop, newsletter, anna, bob, groups, campaigns, confirm, messages, imports };
}

/** From now on, the people behind the links read this language. */
export async function speak({ shop, anna, bob }: FullShop, language: Language): Promise<void> {
  for (const person of [anna, bob]) await shop.app.subscribers.change(person, { language });
}

async function addPeople(shop: TestApp): Promise<SubscriberId> {
  const { app, clock } = shop;
  const anna = await addPerson(shop, {
    email: 'anna@example.com',
    firstName: 'Anna',
    agrees: [emailPurpose, 'newsletter.bloemenpost.post', 'interests.told', 'interests.orders'],
    topics: ['roses'],
  });
  await app.interests.noteOrders(anna, [{ topic: 'weddings', at: clock() }]);
  const post = { street: 'Kerkweg 2', postcode: '1234 AB', town: 'Voorstad', country: 'NL' };
  await app.subscribers.change(anna, { lastName: 'van den Berg', post });
  const others = Array.from({ length: 12 }, (_, n) => [
    addPerson(shop, { email: `rose${n}@example.com`, topics: ['roses'] }),
    addPerson(shop, { email: `other${n}@example.com`, ...(n < 3 ? { topics: ['garden'] } : {}) }),
  ]);
  await Promise.all(others.flat());
  return anna;
}

/** Words that people are asked about already, and words that nobody has seen yet. */
async function publishWords({ app, clock }: TestApp): Promise<void> {
  const version = (change: 'asks-again' | 'same-meaning') => ({
    wordings: {
      nl: { label: 'Andere woorden', text: 'Hier staat iets anders.' },
      en: { label: 'Other words', text: 'This says something else.' },
    },
    covers: { nl: 'Een ander plan.', en: 'Another plan.' },
    ...{ termMonths: null, change, reason: 'Een ander plan.', by: newId<AccountId>() },
    from: dutchDay(plus(clock(), 30 * DAY_MS)),
  });
  await app.consent.wordings.publish('interests.orders', version('asks-again'));
  await app.consent.wordings.publish('newsletter.bloemenpost.post', version('same-meaning'));
  clock.advance(DAY_MS);
}

async function makeCampaigns(
  shop: TestApp,
  staff: Agent,
  newsletter: NewsletterId,
  groups: FullShop['groups'],
): Promise<FullShop['campaigns']> {
  const [empty, written, waiting, paused, sent, scheduled, asked] = await Promise.all(
    ['Leeg', 'Geschreven', 'Wacht', 'Gepauzeerd', 'Verstuurd', 'Gepland', 'Akkoord?'].map((title) =>
      makeCampaign(staff, newsletter, title),
    ),
  );
  for (const address of [written!, sent!]) await writeEverything(staff, address, groups);
  for (const address of [waiting!, paused!, scheduled!, asked!])
    await write(staff, address, 'Onderwerp', 'Woorden.');
  await send(staff, sent!);
  await send(staff, paused!);
  await staff.post(`${paused!}/pause`).expect(303);
  shop.clock.advance(61_000);
  await shop.work();
  await send(staff, waiting!);
  await leaveOneUncertain(shop);
  const day = dutchDay(plus(shop.clock(), 10 * DAY_MS));
  const later = async (address: string, what: 'send' | 'ask') => {
    const { revision } = formOf((await staff.get(address)).text);
    const typed = { revision, when: 'later', day, time: '09:00' };
    await staff.post(`${address}/${what}`).type('form').send(typed).expect(303);
  };
  await later(scheduled!, 'send');
  await later(asked!, 'ask');
  return {
    ...{ empty: empty!, written: written!, waiting: waiting!, paused: paused!, sent: sent! },
    ...{ scheduled: scheduled!, asked: asked! },
  };
}

/** As if the line had broken while one of the mails was handed over. */
async function leaveOneUncertain({ db }: TestApp): Promise<void> {
  const [rows, mailings] = ['recipients', 'mailings'].map((name) => db.connection.collection(name));
  await rows!.updateOne({ state: 'accepted' }, { $set: { state: 'uncertain' } });
  await mailings!.updateMany({ state: 'finished' }, { $set: { figures: null, details: null } });
}

/** Version 2 waits for its day and is about to be announced; version 3 is being written, with a gap that nobody knows. */
async function publishStatement({ app, clock }: TestApp): Promise<void> {
  const { statements } = app.consent;
  const author = await app.accounts.create({
    ...{ email: 'pim@voorkeur.test', name: 'Pim de Wit', roles: ['privacy-officer'], language: 'nl' },
    password: 'a password of an officer',
  });
  await app.consent.statementVersion();
  const write = async (more: string) => {
    await statements.beginDraft(author.id, { nl: 'Korter.', en: 'Shorter.' });
    const { revision, source, summary } = (await statements.draft())!;
    const content = {
      source: { nl: source.nl.replace('72 uur', more), en: source.en.replace('72 hours', more) },
      summary,
      effectiveOn: dutchDay(plus(clock(), 3 * DAY_MS)),
    };
    await statements.saveDraft(content, revision, author.id);
  };
  await write('1 dag, 1 day');
  const number = await statements.publishDraft((await statements.draft())!.revision, author.id);
  await app.privacy.announcements.announce(number, author.id);
  await write('{soon}');
  await app.settings.change({ phone: '0172 000 001' });
}

/** A text, a picture and a button, in a default and in versions for two groups, of which one is too small. */
async function writeEverything(staff: Agent, address: string, groups: FullShop['groups']): Promise<void> {
  await write(
    staff,
    address,
    'De laatste plekken',
    '## Kransen\n\nDag {voornaam|lezer}, [lees alles](https://shop.test).',
  );
  await addPicture(staff, address);
  await press(staff, address, 'add-button');
  const fields = Object.keys(formOf((await staff.get(address)).text));
  const button = fields.find((name) => name.startsWith('label-'))!.split('-')[1]!;
  const typed = { [`label-${button}`]: 'Reserveer een plek', [`link-${button}`]: 'https://shop.test/plek' };
  await press(staff, address, 'save', typed);
  for (const group of [groups.large, groups.small]) await press(staff, address, 'add-version', { group });
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function addPicture(staff: Agent, address: string): Promise<void> {
  const opened = await press(staff, address, 'add-image');
  const block = new URL(opened, 'http://x').searchParams.get('open')!;
  const place = await press(staff, address, `picture:${block}`);
  await staff.post(place).field('alt', 'Een krans van rozen').attach('file', png, 'krans.png').expect(303);
}

async function signUp(shop: TestApp): Promise<FullShop['confirm']> {
  const link = async (email: string, language: 'nl' | 'en') => {
    await postSignUp(shop, { email, topic: 'roses' }, language);
    return linkIn(shop, await lastMailTo(shop, email), '/confirm/');
  };
  const done = await link('olga@example.com', 'nl');
  await shop.visitor().post(done).expect(303);
  return { nl: await link('noor@example.com', 'nl'), en: await link('nora@example.com', 'en'), done };
}

async function writeMessages(shop: TestApp, staff: Agent): Promise<FullShop['messages']> {
  const message = { email: 'anna@example.com', name: 'Anna van den Berg', text: 'Dag,\n\nHoe kan dat?' };
  const written: string[] = [];
  for (const stop of ['', 'yes']) {
    await shop
      .visitor()
      .post('/contact')
      .type('form')
      .send({ ...message, stop })
      .expect(303);
    const [first] = await shop.app.preferences.contact.listOpen();
    written.push(`/staff/messages/${first!.id}`);
    if (stop === '') await staff.post(`${written[0]!}/answer`).type('form').send({ text: 'Zo.' }).expect(303);
  }
  return { answered: written[0]!, open: written[1]! };
}

async function makeImports(shop: TestApp, staff: Agent): Promise<FullShop['imports']> {
  const small = [headers, 'pien@example.com;Pien;Prins;ja;1-3-2025;Webwinkel', 'geen adres;;;ja;;'].join(
    '\n',
  );
  const orders = [
    'Order Number;Order Date;Email (Billing);Item Name;SKU',
    '77;1-11-2025;anna@example.com;Rozen;R1',
    '78;gisteren;anna@example.com;Rozen;R1',
  ].join('\n');
  const large = customersCsv(shop.clock());
  return {
    finished: await importFile(shop, staff, small),
    checked: await dryRun(shop, staff, large),
    columns: await upload(staff, large),
    unknown: await upload(staff, 'Kleur;Maat\nrood;groot'),
    orders: await dryRun(shop, staff, orders),
    checking: await startCheck(staff, small),
  };
}

/** The dry run has begun, and no work is done after it. */
async function startCheck(staff: Agent, rows: string): Promise<string> {
  const path = await upload(staff, rows);
  await confirm(staff, path);
  return path;
}
