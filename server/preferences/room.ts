/** What every function of this room works with: the rooms below and its own stores. */
import type { Campaigns } from '../campaigns/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Delivery, TitleOfMail } from '../delivery/index.ts';
import type { Interests } from '../interests/index.ts';
import type { Links } from '../links/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { NamedKey } from '../platform/config/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Outbox } from '../platform/outbox/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { MessagesStore } from './contact/messages-store.ts';
import type { Limits, SignUpLimits } from './limits.ts';
import type { AddressChangesStore } from './my-data/address-changes-store.ts';
import type { LoginsStore } from './my-data/logins-store.ts';
import type { SessionsStore } from './my-data/sessions-store.ts';
import type { Sessions } from './my-data/sessions.ts';
import type { PendingStore } from './pending-store.ts';

/** What reaches every room that holds something of a person; the privacy desk above does it. */
export interface PrivacyDesk {
  /** Everything that is kept of the person. */
  export(id: SubscriberId): Promise<object>;
  /** Removes the person from every room, because they asked for it themselves. */
  erase(id: SubscriberId): Promise<void>;
}

export interface PreferencesDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly subscribers: Subscribers;
  readonly links: Links;
  readonly consent: Consent;
  readonly interests: Interests;
  readonly campaigns: Campaigns;
  readonly delivery: Delivery;
  readonly titleOfMail: TitleOfMail;
  readonly privacy: () => PrivacyDesk;
  readonly outbox: Outbox;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** The first one keys the hashes under which sign-ups are counted. */
  readonly secretKeys: readonly NamedKey[];
  /** Other limits than the usual ones, for tests and the demo. */
  readonly limits?: Partial<SignUpLimits> | undefined;
}

export interface Room extends Omit<PreferencesDeps, 'limits'> {
  readonly pending: PendingStore;
  readonly messages: MessagesStore;
  readonly logins: LoginsStore;
  readonly addressChanges: AddressChangesStore;
  readonly sessionsStore: SessionsStore;
  readonly sessions: Sessions;
  readonly limits: Limits;
}
