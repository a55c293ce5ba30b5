/** Fills in the demo shop: who it is, staff of each role, a newsletter, topics, people and two groups. */
import type { Role } from '../accounts/index.ts';
import type { App } from '../app.ts';
import type { NewDecision, PurposeKey } from '../consent/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { type DemoPerson, demoPeople } from './demo-people.ts';

/** For development only; production makes its accounts by `npm run create-account`. */
export const demoPassword = 'bloemen voor iedereen';

export const demoAccounts: readonly { email: string; name: string; roles: readonly Role[] }[] = [
  { email: 'marketing@lesfleurs.test', name: 'Mila Vos', roles: ['marketer'] },
  { email: 'balie@lesfleurs.test', name: 'Bo Jansen', roles: ['counter'] },
  { email: 'privacy@lesfleurs.test', name: 'Pim de Wit', roles: ['privacy-officer'] },
  { email: 'beheer@lesfleurs.test', name: 'Bea Smit', roles: ['administrator'] },
];

const demoTopics = [
  { key: 'roses', nl: 'Rozen', en: 'Roses' },
  { key: 'weddings', nl: 'Bruiloften', en: 'Weddings' },
  { key: 'garden', nl: 'Tuin', en: 'Garden' },
  { key: 'workshops', nl: 'Workshops', en: 'Workshops' },
];

// Mourning is no topic on purpose: what somebody grieves about is nothing to choose stories by.
const demoProductWords = Object.entries({
  roses: ['roos', 'rozen', 'rose', 'roses'],
  weddings: ['bruid', 'trouw', 'bruiloft', 'wedding', 'bridal'],
  garden: ['tuin', 'plant', 'bollen', 'garden', 'bulbs'],
  workshops: ['workshop', 'krans', 'wreath'],
}).flatMap(([topic, words]) => words.map((word) => ({ word, topic })));

/** The shop without people: identity, newsletter, topics, product words. */
export async function openDemoShop({ settings, interests, campaigns }: App) {
  await settings.change({
    name: "Les Fleurs d'amour",
    street: 'Lindelaan 14',
    postcode: '1234 AB',
    town: 'Voorstad',
    email: 'hallo@lesfleurs.test',
    phone: '0172 000 000',
    website: 'https://lesfleurs.test',
    registration: '12345678',
  });
  for (const topic of demoTopics) await interests.defineTopic(topic);
  await interests.setProductWords(demoProductWords);
  return campaigns.defineNewsletter({
    slug: 'bloemenpost',
    title: { nl: 'Bloemenpost', en: 'Flower post' },
    description: {
      nl: 'Ongeveer twee keer per maand: wat er bloeit, wanneer de workshops zijn, en soms een aanbieding.',
      en: 'About twice a month: what is in flower, when the workshops are, and now and then an offer.',
    },
    languages: ['nl', 'en'],
    channels: ['email', 'post'],
  });
}

/** Everything: the shop, staff of each role, 300 people and some who left, two groups. Takes some seconds. */
export async function fillDemoShop(app: App, db: Db, today: Date): Promise<void> {
  await openDemoShop(app);
  const people = [...demoPeople(300, today)];
  const next = async (): Promise<void> => {
    for (let person = people.pop(); person; person = people.pop()) await addPerson(app, db, person);
  };
  await Promise.all(Array.from({ length: 8 }, next));
  await app.groups.create({ name: 'Rozenliefhebbers', rule: { field: 'topic', value: 'roses' } });
  await app.groups.create({ name: 'Tuiniers', rule: { field: 'topic', value: 'garden' } });
  await app.groups.takeCut();
  await app.consent.figures.ask();
  await app.consent.figures.work();
  // Last: accounts are what tells the next start that the demo shop is there.
  for (const account of demoAccounts) {
    await app.accounts.create({ ...account, password: demoPassword, language: 'nl' });
  }
}

async function addPerson(
  { consent, subscribers, interests }: App,
  db: Db,
  person: DemoPerson,
): Promise<void> {
  const { language, signedUpAt, topics, orders, left } = person;
  if (await subscribers.findByEmail(person.email)) return;
  const { id } = await db.transaction((tx) => subscribers.create(person, signedUpAt, tx));
  const purposes = [
    'newsletter.bloemenpost.email',
    ...(topics.length > 0 ? ['interests.told'] : []),
    ...(orders.length > 0 ? ['interests.orders'] : []),
  ];
  const decisions = await Promise.all(purposes.map((purpose) => yes(consent, purpose, language, signedUpAt)));
  await consent.record(id, decisions.flat());
  if (left) return void (await leave(consent, id, language, left));
  if (topics.length > 0) await interests.noteTold(id, topics, signedUpAt);
  if (orders.length > 0) await interests.noteOrders(id, orders);
}

async function leave(
  consent: App['consent'],
  id: SubscriberId,
  language: Language,
  left: NonNullable<DemoPerson['left']>,
): Promise<void> {
  const statementVersion = await consent.statementVersion();
  const how = { page: null, actor: { kind: 'subscriber' }, ...left } as const;
  await consent.stopEverything(id, { ...how, language, statementVersion });
}

async function yes(
  consent: App['consent'],
  purpose: PurposeKey,
  language: 'nl' | 'en',
  at: Date,
): Promise<NewDecision[]> {
  const wording = (await consent.wording(purpose, language)).hash;
  const statementVersion = await consent.statementVersion();
  const how = { form: 'sign-up', page: '/sign-up', channel: 'page', actor: { kind: 'subscriber' } } as const;
  const decision = { purpose, wording, language, statementVersion, at, ...how };
  return [
    { ...decision, act: 'given' },
    { ...decision, act: 'confirmed' },
  ];
}
