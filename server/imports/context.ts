/** What the functions of this room work with: the rooms below and the room's own stores. */
import type { Accounts } from '../accounts/index.ts';
import type { Campaigns } from '../campaigns/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Interests } from '../interests/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Files } from '../platform/files/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { ImportsStore } from './imports-store.ts';
import type { RowsStore } from './rows-store.ts';

export interface ImportsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly subscribers: Subscribers;
  readonly consent: Consent;
  readonly interests: Interests;
  readonly campaigns: Campaigns;
  readonly accounts: Accounts;
  readonly settings: Pick<Settings, 'current'>;
  /** The largest upload in bytes, 200 MB where it is not said. */
  readonly uploadLimit?: number;
}

export interface ImportsContext extends ImportsDeps {
  readonly store: ImportsStore;
  readonly rows: RowsStore;
  readonly uploads: Files;
  readonly uploadLimit: number;
}
