/** A small shop to test with: its identity, one newsletter, topics, and people who agreed to things. */
import type { NewDecision, PurposeKey } from '../../server/consent/index.ts';
import type { Language } from '../../server/platform/i18n/index.ts';
import { type ImportId, newId, type SubscriberId } from '../../server/platform/ids/index.ts';
import type { TestApp } from './test-app.ts';

export const emailPurpose = 'newsletter.bloemenpost.email';

/** Who the shop is, a newsletter in two languages, four topics. */
export async function openShop({ app }: TestApp) {
  await app.settings.change({
    name: "Les Fleurs d'amour",
    street: 'Lindelaan 14',
    postcode: '1234 AB',
    town: 'Voorstad',
    email: 'hallo@lesfleurs.test',
    phone: '0172 000 000',
    registration: '12345678',
    minimumGroup: 10,
  });
  for (const [key, nl, en] of topics) await app.interests.defineTopic({ key, nl, en });
  return app.campaigns.defineNewsletter({
    slug: 'bloemenpost',
    title: { nl: 'Bloemenpost', en: 'Flower post' },
    description: { nl: 'Ongeveer twee keer per maand.', en: 'About twice a month.' },
    languages: ['nl', 'en'],
    channels: ['email', 'post'],
  });
}

const topics = [
  ['roses', 'Rozen', 'Roses'],
  ['weddings', 'Bruiloften', 'Weddings'],
  ['garden', 'Tuin', 'Garden'],
  ['workshops', 'Workshops', 'Workshops'],
] as const;

export interface APerson {
  readonly email: string;
  readonly firstName?: string;
  readonly language?: Language;
  readonly agrees?: readonly PurposeKey[];
  readonly topics?: readonly string[];
}

/** Adds a person who agreed to the purposes (the e-mail newsletter by default) and told us the topics. */
export async function addPerson(shop: TestApp, person: APerson): Promise<SubscriberId> {
  const { app, clock } = shop;
  const language = person.language ?? 'nl';
  const agrees = person.agrees ?? [emailPurpose, ...(person.topics ? ['interests.told'] : [])];
  const { id } = await shop.db.transaction((tx) =>
    app.subscribers.create({ email: person.email, firstName: person.firstName, language }, clock(), tx),
  );
  await app.consent.record(
    id,
    await Promise.all(agrees.map((purpose) => yes(shop, purpose, language))).then((all) => all.flat()),
  );
  if (person.topics) await app.interests.noteTold(id, person.topics, clock());
  return id;
}

/** A yes as an import writes it down: 'confirmed' alone, and 'given' before it in the versions before. */
export function yesOfFile(
  act: 'given' | 'confirmed',
  at: Date,
  run = newId<ImportId>(),
  purpose: PurposeKey = emailPurpose,
): NewDecision {
  return {
    ...{ purpose, act, at, wording: null, language: 'nl', statementVersion: 0, form: 'import', page: null },
    ...{ channel: 'import', actor: { kind: 'import', id: run }, evidence: 'Rij 2 van klanten.csv' },
  };
}

async function yes({ app, clock }: TestApp, purpose: PurposeKey, language: Language): Promise<NewDecision[]> {
  const { hash } = await app.consent.wording(purpose, language);
  const common = {
    purpose,
    wording: hash,
    language,
    statementVersion: await app.consent.statementVersion(),
    form: 'sign-up',
    page: '/sign-up',
    channel: 'page',
    actor: { kind: 'subscriber' },
    at: clock(),
  } as const;
  return [
    { ...common, act: 'given' },
    { ...common, act: 'confirmed' },
  ];
}
