/** What a person may choose from, each purpose with the exact words of its consent. */
import { createHash } from 'node:crypto';
import { isOwnPurpose, type Purpose, type PurposeKey, type Wording } from '../consent/index.ts';
import type { Topic } from '../interests/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { Room } from './room.ts';

export interface Choice {
  readonly purpose: PurposeKey;
  readonly wording: Wording;
  /** By which way something is sent for it; null: by none. */
  readonly channel: Purpose['channel'];
  /** Whether a yes counts only after the person confirmed it. */
  readonly needsConfirmation: boolean;
}

export interface Choices {
  readonly email: readonly Choice[];
  readonly post: readonly Choice[];
  /** Given by picking a topic (UX-3); null where the shop has no topics or does not ask for it. */
  readonly told: Choice | null;
  readonly orders: Choice | null;
  /** Asked only by a shop that published words for it, because its website reports what people look at. */
  readonly website: Choice | null;
  /** What the shop asks besides, by purposes that it defined itself. */
  readonly own: readonly Choice[];
  readonly topics: readonly { readonly key: string; readonly name: string }[];
  readonly statement: { readonly version: number; readonly effectiveOn: Date };
  /** Stands for all these words: a form that comes back with another value was showing other words (CON-3). */
  readonly words: string;
}

/** Reads all choices in the language. Measuring is not asked for as long as nothing is measured (MAIL-16). */
export async function readChoices(
  { consent, campaigns, interests }: Room,
  language: Language,
): Promise<Choices> {
  const [purposes, newsletters, topics, statement] = await Promise.all([
    consent.purposes(),
    campaigns.newsletters(),
    interests.topics(),
    consent.statement(language),
  ]);
  const worded = async ({ key, channel, needsConfirmation }: Purpose): Promise<Choice> => ({
    ...{ purpose: key, channel, needsConfirmation },
    wording: await consent.wording(key, language),
  });
  const byChannel = (channel: 'email' | 'post') => {
    const found = newsletters.map(({ id }) =>
      purposes.find((p) => p.newsletter === id && p.channel === channel),
    );
    return Promise.all(found.filter((purpose) => purpose !== undefined).map(worded));
  };
  const byKey = async (key: PurposeKey) => {
    const found = purposes.find((purpose) => purpose.key === key);
    return found ? await worded(found) : null;
  };
  const [email, post, told, orders, website, own] = await Promise.all([
    byChannel('email'),
    byChannel('post'),
    topics.length > 0 ? byKey('interests.told') : null,
    byKey('interests.orders'),
    byKey('interests.website'),
    Promise.all(purposes.filter(isOwnPurpose).map(worded)),
  ]);
  const choices = { email, post, told, orders, website, own };
  return {
    ...choices,
    topics: told ? topics.map((topic) => ({ key: topic.key, name: nameOf(topic, language) })) : [],
    statement: { version: statement.version, effectiveOn: statement.effectiveOn },
    words: digest(listOf(choices), statement.hash),
  };
}

/** All choices in the order of the page. */
export function listOf(
  choices: Pick<Choices, 'email' | 'post' | 'told' | 'orders' | 'website' | 'own'>,
): readonly Choice[] {
  const { email, post, told, orders, website, own } = choices;
  return [...email, ...post, told, orders, website, ...own].filter((choice) => choice !== null);
}

function nameOf(topic: Topic, language: Language): string {
  return topic[language];
}

function digest(choices: readonly Choice[], statement: string): string {
  const words = choices.map(({ wording }) => wording.hash).join(' ');
  return createHash('sha256').update(`${statement} ${words}`).digest('base64url').slice(0, 22);
}
