/** What the functions of this room work with. */
import type { Accounts } from '../accounts/index.ts';
import type { Campaigns } from '../campaigns/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Delivery, TitleOfMail } from '../delivery/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Outbox } from '../platform/outbox/index.ts';
import type { Preferences } from '../preferences/index.ts';
import type { Privacy } from '../privacy/index.ts';
import type { Subscribers } from '../subscribers/index.ts';

export interface OverviewDeps {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly consent: Consent;
  readonly subscribers: Subscribers;
  readonly campaigns: Pick<Campaigns, 'recent' | 'titleOf' | 'waitingFor'>;
  readonly delivery: Pick<Delivery, 'alerts' | 'pace'>;
  readonly titleOfMail: TitleOfMail;
  readonly outbox: Pick<Outbox, 'trouble'>;
  readonly preferences: Pick<Preferences, 'countWaiting'>;
  readonly privacy: Pick<Privacy, 'sendingLock'>;
  /** Where the development inbox is, where there is one. */
  readonly inboxPath: string | null;
}
