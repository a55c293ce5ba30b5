/** What asking consent again works with. */
import type { Campaigns } from '../../campaigns/index.ts';
import type { Consent } from '../../consent/index.ts';
import type { Delivery } from '../../delivery/index.ts';
import type { Links } from '../../links/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Settings } from '../../settings/index.ts';
import type { AskingsStore } from './askings-store.ts';

export interface AskingAgainDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'current'>;
  readonly consent: Pick<Consent, 'wordings' | 'purposes' | 'standing' | 'wordingByHash'>;
  readonly links: Pick<Links, 'url'>;
  readonly campaigns: Pick<Campaigns, 'newsletter'>;
  readonly delivery: Pick<Delivery, 'start' | 'knows'>;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

export interface AskingAgainRoom extends AskingAgainDeps {
  readonly store: AskingsStore;
}
