/** What the functions around announcements work with. */
import type { Consent } from '../../consent/index.ts';
import type { Delivery } from '../../delivery/index.ts';
import type { Links } from '../../links/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Settings } from '../../settings/index.ts';
import type { AnnouncementsStore } from './announcements-store.ts';

export interface AnnouncementsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'current'>;
  readonly consent: Consent;
  readonly links: Links;
  readonly delivery: Delivery;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

export interface AnnouncementsRoom extends AnnouncementsDeps {
  readonly store: AnnouncementsStore;
}
