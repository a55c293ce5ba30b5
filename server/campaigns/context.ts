/** What the functions of this room work with: the rooms below and the room's own stores. */
import type { Accounts } from '../accounts/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Delivery } from '../delivery/index.ts';
import type { Groups } from '../groups/index.ts';
import type { Links } from '../links/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Files } from '../platform/files/index.ts';
import type { EventStreams } from '../platform/http/index.ts';
import type { Mailer } from '../platform/mail/index.ts';
import type { Outbox } from '../platform/outbox/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { CampaignsStore } from './editing/campaigns-store.ts';
import type { NewslettersStore } from './newsletters/newsletters-store.ts';

export interface CampaignsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly consent: Consent;
  readonly links: Links;
  readonly groups: Groups;
  readonly delivery: Delivery;
  readonly subscribers: Pick<Subscribers, 'findMany'>;
  /** Says whether From and DKIM belong together (MAIL-12). */
  readonly mailer: Pick<Mailer, 'alignmentProblem'>;
  /** Takes the test mails. */
  readonly outbox: Outbox;
  readonly accounts: Accounts;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Mails go to real readers. */
  readonly isLive: boolean;
  readonly mailFrom: { readonly name: string; readonly address: string };
}

export interface CampaignsContext extends CampaignsDeps {
  readonly newsletters: NewslettersStore;
  readonly campaigns: CampaignsStore;
  readonly pictures: Files;
  /** To those who watch a campaign on its way. */
  readonly streams: EventStreams;
}
