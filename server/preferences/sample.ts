/** What the pages show behind a link of a preview or a test mail: somebody who does not exist (LINK-13). */
import type { Newsletter } from '../campaigns/index.ts';
import type { LinkPayload } from '../links/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { Choices } from './choices.ts';
import type { Room } from './room.ts';
import type { Shown } from './show-preferences.ts';

/** The first newsletter is on and one topic was told. */
export function samplePerson(choices: Choices, language: Language, at: Date): Shown {
  const agreed = [choices.email[0]?.purpose, choices.told?.purpose].filter(
    (purpose) => purpose !== undefined,
  );
  const signal = { source: 'told' as const, observedAt: at, expiresAt: null };
  return {
    subscriber: { email: 'voorbeeld@example.org', language, post: null },
    standing: new Map(agreed.map((purpose) => [purpose, { agreed: true, since: at, wording: null }])),
    frequency: 'every',
    isAskedAgain: false,
    profile: choices.topics.slice(0, 1).map(({ key }) => ({ topic: key, signals: [signal] })),
  };
}

/** The newsletter that the sample is of, or any. */
export async function sampleNewsletter(
  { campaigns }: Room,
  { newsletter }: LinkPayload,
): Promise<Newsletter | null> {
  const all = await campaigns.newsletters();
  return all.find(({ id }) => id === newsletter) ?? all[0] ?? null;
}
