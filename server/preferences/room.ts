/** What every function of this room works with: the rooms below and its own stores. */
import type { Campaigns } from '../campaigns/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Interests } from '../interests/index.ts';
import type { Links } from '../links/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { NamedKey } from '../platform/config/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Outbox } from '../platform/outbox/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { Limits, SignUpLimits } from './limits.ts';
import type { PendingStore } from './pending-store.ts';

export interface PreferencesDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly subscribers: Subscribers;
  readonly links: Links;
  readonly consent: Consent;
  readonly interests: Interests;
  readonly campaigns: Campaigns;
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
  readonly limits: Limits;
}
