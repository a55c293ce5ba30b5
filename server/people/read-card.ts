/** Gathers what a person's card shows; every card is read for somebody, and that is logged (PRIV-10). */
import { initialsOf, type Look } from '../accounts/index.ts';
import type { Frequency } from '../consent/index.ts';
import { plusMonths } from '../platform/clock/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import { consentRows, type ConsentRow } from './consent-rows.ts';
import { interestRows, type InterestRow } from './interest-rows.ts';
import { mailRows, type MailRow } from './mail-rows.ts';
import { newslettersForSale } from './recording/record-sale.ts';
import type { Room } from './room.ts';
import { readTimeline, type TimelineEntry } from './read-timeline.ts';

/** What we keep goes two years after the last activity (PRIV-6). */
const keptMonths = 24;

interface Card {
  readonly person: Subscriber;
  readonly name: string;
  readonly initials: string;
  readonly keptUntil: Date;
  readonly consents: readonly ConsentRow[];
  readonly interests: readonly InterestRow[];
  readonly timeline: readonly TimelineEntry[];
  readonly mails: readonly MailRow[];
  readonly looks: readonly Look[];
  readonly suppressed: string | null;
  /** Whether there is a newsletter that a sale can let them get (CON-8). */
  readonly maySell: boolean;
  readonly frequency: Frequency;
}

/** The card in the language of whoever looks at it. */
export async function readCard(room: Room, person: Subscriber, language: Language): Promise<Card> {
  const [history, standing, suppression, frequency] = await Promise.all([
    room.consent.history(person.id),
    room.consent.standing(person.id),
    room.consent.suppressionOf(person.email),
    room.consent.frequency(person.id),
  ]);
  const [consents, interests, timeline, mails, looks] = await Promise.all([
    consentRows(room, language, standing, history),
    interestRows(room, person.id, language),
    readTimeline(room, person, language, history),
    mailRows(room, person.id, language),
    room.accounts.looksAt(person.id),
  ]);
  const name = nameOf(person);
  return {
    person,
    name,
    initials: initialsOf(name),
    keptUntil: plusMonths(person.lastActivityAt, keptMonths),
    consents,
    interests,
    timeline,
    mails,
    looks,
    suppressed: suppression?.reason ?? null,
    maySell: (await newslettersForSale(room, person)).length > 0,
    frequency,
  };
}

/** The name, or the address of whoever gave none. */
export function nameOf({ firstName, lastName, email }: Subscriber): string {
  return `${firstName} ${lastName}`.trim() || email;
}
