/** Puts the room together. */
import type { Router } from '../platform/http/index.ts';
import type { AccountId, SubscriberId } from '../platform/ids/index.ts';
import { eraseSubscriber } from './erase-subscriber.ts';
import { exportSubscriber, type SubscriberExport } from './export-subscriber.ts';
import { privacyRoutes } from './privacy-routes.ts';
import type { PrivacyDeps } from './room.ts';

export interface Privacy {
  /** Removes the person from every room and blocks the address; cannot be undone. */
  eraseSubscriber(id: SubscriberId, by: AccountId): Promise<void>;
  /** Everything that is kept of the person. */
  exportSubscriber(id: SubscriberId): Promise<SubscriberExport>;
  readonly routes: Router;
}

/** Opens the room. */
export function openPrivacy(deps: PrivacyDeps): Privacy {
  return {
    eraseSubscriber: (id, by) => eraseSubscriber(deps, id, by),
    exportSubscriber: (id) => exportSubscriber(deps, id),
    routes: privacyRoutes(deps),
  };
}
