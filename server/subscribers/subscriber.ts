/** What a subscriber is. */
import type { Language } from '../platform/i18n/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';

export interface PostAddress {
  readonly street: string;
  readonly postcode: string;
  readonly town: string;
  readonly country: string;
}

/** What counts as activity for the term of two years (PRIV-6); reading a mail is not measured and does not. */
export type ActivityKind = 'order' | 'reply' | 'login' | 'decision' | 'preferences' | 'keep-me';

export interface Subscriber {
  readonly id: SubscriberId;
  /** Normalised: lower case, the domain in its ASCII form. */
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly language: Language;
  readonly post: PostAddress | null;
  readonly createdAt: Date;
  readonly lastActivityAt: Date;
  readonly lastActivity: ActivityKind;
}

export interface NewSubscriber {
  /** Given where the person's first decisions are recorded in the same transaction. */
  readonly id?: SubscriberId | undefined;
  readonly email: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly language: Language;
  readonly post?: PostAddress | null | undefined;
  /** When the person last did something, where that was before they became known here; else that moment. */
  readonly lastActivityAt?: Date | undefined;
}

/** What may be known of a person where only groups matter: no name, no address, and of the postcode the region. */
export interface SubscriberTraits extends Pick<
  Subscriber,
  'id' | 'language' | 'lastActivityAt' | 'lastActivity'
> {
  /** The first two digits of a Dutch postcode. */
  readonly region: string | null;
}
