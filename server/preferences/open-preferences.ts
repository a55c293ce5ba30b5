/** Puts the room together. */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { Router } from '../platform/http/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import { askTold, type Told } from './ask-told.ts';
import { type Choices, readChoices } from './choices.ts';
import { confirmRoutes } from './confirm-routes.ts';
import { contactRoutes } from './contact/contact-routes.ts';
import { type ContactDesk, contactDesk } from './contact/desk.ts';
import { openMessagesStore } from './contact/messages-store.ts';
import { stopRoutes } from './contact/stop-routes.ts';
import { homeRoutes } from './home-routes.ts';
import { openLimits } from './limits.ts';
import { myLinkRoutes } from './my-link-routes.ts';
import { askAddressChange } from './my-data/change-address.ts';
import { openAddressChangesStore } from './my-data/address-changes-store.ts';
import { openLoginsStore } from './my-data/logins-store.ts';
import { myDataPages } from './my-data/open-my-data.ts';
import { openSessionsStore } from './my-data/sessions-store.ts';
import { openSessions } from './my-data/sessions.ts';
import { newWordsRoutes } from './new-words/new-words-routes.ts';
import { openPendingStore } from './pending-store.ts';
import { preferencesHolder } from './personal-data.ts';
import { preferenceRoutes } from './preference-routes.ts';
import type { PreferencesDeps, Room } from './room.ts';
import { signUpRoutes } from './sign-up-routes.ts';
import { undoRoutes } from './undo-routes.ts';
import { unsubscribeRoutes } from './unsubscribe-routes.ts';

export interface Preferences {
  /** The public pages: /, /sign-up, /confirm, /preferences, /unsubscribe, /contact, /my-data, /robots.txt. */
  readonly routes: Router;
  /** Forgets sign-ups that nobody confirmed in time, and messages a year after they were answered. */
  work(): Promise<boolean>;
  /** What a person may choose from, with the exact words in the language. */
  choices(language: Language): Promise<Choices>;
  /** Mails the link to confirm what somebody said yes to, to staff; nothing is recorded before it is pressed (CON-7). */
  askTold(told: Told): Promise<'mailed' | 'complained' | 'too-many'>;
  /** Staff ask for another e-mail address for the person: a link goes to it, and a notice to the old one (PRIV-2). */
  askAddressChange(person: Subscriber, email: string): Promise<void>;
  /** How many sign-ups wait for their confirmation. */
  countWaiting(): Promise<number>;
  /** What staff do with the messages of the contact form. */
  readonly contact: ContactDesk;
  readonly holder: PersonalDataHolder;
}

/** Opens the room. */
export function openPreferences({ limits, ...deps }: PreferencesDeps): Preferences {
  const sessionsStore = openSessionsStore(deps.db);
  const room: Room = {
    ...deps,
    sessionsStore,
    sessions: openSessions(deps, sessionsStore.collection),
    logins: openLoginsStore(deps.db),
    addressChanges: openAddressChangesStore(deps.db),
    pending: openPendingStore(deps.db),
    messages: openMessagesStore(deps.db),
    limits: openLimits(deps.db, deps.secretKeys[0]!, limits),
  };
  const routes = Router();
  // 'My link' before the preference page, whose token could be any word.
  for (const pages of [
    homeRoutes,
    signUpRoutes,
    confirmRoutes,
    myLinkRoutes,
    preferenceRoutes,
    newWordsRoutes,
    undoRoutes,
    unsubscribeRoutes,
    contactRoutes,
    stopRoutes,
    myDataPages,
  ]) {
    routes.use(pages(room));
  }
  return {
    routes,
    work: async () => {
      await room.pending.removeExpired(room.clock());
      await room.messages.removeExpired(room.clock());
      return false;
    },
    choices: (language) => readChoices(room, language),
    askTold: (told) => askTold(room, told),
    askAddressChange: (person, email) => askAddressChange(room, person, email, 'staff'),
    countWaiting: () => room.pending.count(room.clock()),
    contact: contactDesk(room),
    holder: preferencesHolder(room),
  };
}
