/** What the preference page shows: choices only, with the address masked (LINK-11). */
import {
  frequencies,
  type Frequency,
  type PurposeKey,
  type PurposeStanding,
  type Wording,
} from '../consent/index.ts';
import type { Signal } from '../interests/index.ts';
import { languages } from '../platform/i18n/index.ts';
import { maskEmail, type Subscriber } from '../subscribers/index.ts';
import { type Choice, type Choices, listOf } from './choices.ts';
import type { Room } from './room.ts';
import { breakView } from './take-a-break.ts';

/** One switch with the exact words beside it. */
interface Switch extends Choice {
  readonly on: boolean;
  readonly since: Date | null;
  /** They never asked for it, and get it as a customer (CON-8). */
  readonly asCustomer: boolean;
  /** The words of the yes that stands, where other words are in force now or are shown in another language. */
  readonly agreedWords: Wording | null;
}

type ShownStanding = Pick<PurposeStanding, 'agreed' | 'since' | 'wording' | 'soldAt' | 'pausedUntil'>;

/** Whose page it is and what stands; a sample page makes these up. */
export interface Shown {
  readonly subscriber: Pick<Subscriber, 'email' | 'language' | 'post'>;
  readonly standing: ReadonlyMap<PurposeKey, ShownStanding>;
  readonly frequency: Frequency;
  /** Whether new words ask for their yes again. */
  readonly isAskedAgain: boolean;
  readonly profile: readonly {
    readonly topic: string;
    readonly signals: readonly Pick<Signal, 'source' | 'observedAt' | 'expiresAt'>[];
  }[];
}

/** The data of the page. `ticked` is what a form said that came back with something wrong. */
export async function preferencesView(
  room: Room,
  { subscriber, standing: all, profile, frequency, isAskedAgain }: Shown,
  choices: Choices,
  ticked: readonly string[] | null,
) {
  const standing = withoutOldSales(all, await room.consent.salesSince());
  const asSwitch = (choice: Choice) => switchOf(room, choice, standing, ticked);
  const isTold = choices.told !== null && standing.get(choices.told.purpose)?.agreed === true;
  const uses = [isTold ? choices.told : null, choices.orders, choices.website].filter(
    (choice) => choice !== null,
  );
  const letters = [...choices.email, ...choices.post].map(({ purpose }) => purpose);
  const held = profile.map(({ topic }) => topic);
  return {
    masked: maskEmail(subscriber.email),
    email: await Promise.all(choices.email.map(asSwitch)),
    post: await Promise.all(choices.post.map(asSwitch)),
    uses: await Promise.all(uses.map(asSwitch)),
    own: await Promise.all(choices.own.map(asSwitch)),
    ownByPost: choices.own.some(({ channel }) => channel === 'post'),
    was: listOf(choices).flatMap(({ purpose }) => (standing.get(purpose)?.agreed ? [purpose] : [])),
    frequencies: frequencies.map((often) => ({ often, chosen: often === frequency })),
    pause: breakView(letters, standing, room.clock()),
    mayObject: [...standing].some(([purpose, { agreed }]) => agreed && purpose.startsWith('interests.')),
    needsAddress: subscriber.post === null,
    languages: languages.map((code) => ({ code, chosen: code === subscriber.language })),
    told: isTold ? null : choices.told,
    profile: profile.map((interest) => ({ ...interest, name: topicName(choices, interest.topic) })),
    moreTopics: choices.topics.filter(({ key }) => !held.includes(key)),
    words: choices.words,
    isAskedAgain,
  };
}

// What a customer got because of a sale that counts no more has stopped, and was never answered about (CON-8).
function withoutOldSales(standing: Shown['standing'], salesSince: Date | null): Shown['standing'] {
  const counts = ({ soldAt }: ShownStanding) => !soldAt || (salesSince !== null && soldAt >= salesSince);
  return new Map(
    [...standing].map(([purpose, stands]) => [
      purpose,
      counts(stands) ? stands : { ...stands, agreed: false },
    ]),
  );
}

async function switchOf(
  { consent }: Room,
  choice: Choice,
  standing: Shown['standing'],
  ticked: readonly string[] | null,
): Promise<Switch> {
  const stands = standing.get(choice.purpose);
  const agreed = stands?.agreed === true;
  const other =
    agreed && stands.wording !== null && stands.wording !== choice.wording.hash ? stands.wording : null;
  return {
    ...choice,
    on: ticked ? ticked.includes(choice.purpose) : agreed,
    since: stands?.since ?? null,
    asCustomer: stands?.soldAt !== undefined,
    agreedWords: other ? await consent.wordingByHash(other) : null,
  };
}

function topicName({ topics }: Choices, key: string): string {
  return topics.find((topic) => topic.key === key)?.name ?? key;
}
