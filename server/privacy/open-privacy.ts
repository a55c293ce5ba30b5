/** Puts the room together. */
import type { Actor } from '../consent/index.ts';
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { Router } from '../platform/http/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { type AskingAgain, openAskingAgain } from './asking-again/open-asking-again.ts';
import { type Announcements, openAnnouncements } from './announcements/open-announcements.ts';
import { eraseSubscriber } from './erase-subscriber.ts';
import { exportSubscriber, type SubscriberExport } from './export-subscriber.ts';
import { type LockReason, openJournalStore } from './journal-store.ts';
import { privacyRoutes } from './privacy-routes.ts';
import { acceptLoss, type JournalReplay, type ReplayContext, replayJournal } from './replay-journal.ts';
import type { PrivacyDeps } from './room.ts';
import { statementPages } from './statements/statement-pages.ts';

export interface Privacy {
  /** Telling all subscribers of a version of the statement. */
  readonly announcements: Announcements;
  /** Removes the person from every room and blocks the address; cannot be undone. `by` is the person or the staff. */
  eraseSubscriber(id: SubscriberId, by: Actor): Promise<void>;
  /** Everything that is kept of the person. */
  exportSubscriber(id: SubscriberId): Promise<SubscriberExport>;
  /** Does what the journal says and the database lacks; to be called before anything is sent (PRIV-7). */
  replayJournal(): Promise<JournalReplay>;
  /** A person records that what is missing of the journal is lost for good, and why. */
  acceptLoss(reason: string): Promise<readonly string[]>;
  /** Why nothing may be sent now; null when all is well. */
  sendingLock(): Promise<LockReason | null>;
  /** Notes how much of this process's own journal the database knows; a round of background work. */
  saveHead(): Promise<void>;
  /** Asks consent again where words changed their meaning (CON-11). */
  readonly askingAgain: AskingAgain;
  readonly routes: Router;
  readonly holder: PersonalDataHolder;
}

/** Opens the room. */
export function openPrivacy(deps: PrivacyDeps & Pick<ReplayContext, 'settings'>): Privacy {
  const store = openJournalStore(deps.db);
  const context = { ...deps, store };
  const askingAgain = openAskingAgain(deps);
  const announcements = openAnnouncements(deps);
  const { statements } = deps.consent;
  return {
    announcements,
    eraseSubscriber: (id, by) => eraseSubscriber(deps, id, by),
    exportSubscriber: (id) => exportSubscriber(deps, id),
    replayJournal: () => replayJournal(context),
    acceptLoss: (reason) => acceptLoss(context, reason),
    sendingLock: store.locked,
    saveHead: () => store.saveHead(deps.journal.head()),
    askingAgain,
    routes: Router().use(privacyRoutes(deps), statementPages({ ...deps, statements, announcements })),
    holder: {
      room: 'privacy',
      collections: [],
      freeOfPersonalData: [...store.collections, askingAgain.collection, announcements.collection],
      export: () => Promise.resolve({}),
      erase: () => Promise.resolve(),
    },
  };
}
