/** What a newsletter is: a title people subscribe to, with a purpose per channel and a List-Id. */
import type { Language } from '../../platform/i18n/index.ts';
import type { NewsletterId } from '../../platform/ids/index.ts';

export const newsletterChannels = ['email', 'post'] as const;
export type NewsletterChannel = (typeof newsletterChannels)[number];

export interface NewNewsletter {
  /** Lower-case letters, digits and hyphens; it never changes, because purposes and the List-Id are named by it. */
  readonly slug: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly description: Readonly<Record<Language, string>>;
  /** The languages it is written in. */
  readonly languages: readonly Language[];
  readonly channels: readonly NewsletterChannel[];
}

export interface Newsletter extends NewNewsletter {
  readonly id: NewsletterId;
  /** `<slug>.<host>`, stable for as long as the newsletter exists (RFC 2919, MAIL-7). */
  readonly listId: string;
}
