/** What the functions of this room work with. */
import type { Accounts } from '../accounts/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Delivery, TitleOfMail } from '../delivery/index.ts';
import type { Interests } from '../interests/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Preferences } from '../preferences/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { BlockNotesStore } from './block-notes-store.ts';
import type { ContactDesk } from '../preferences/index.ts';
import type { CorrectionsStore } from './corrections-store.ts';

export interface PeopleDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly subscribers: Subscribers;
  readonly consent: Consent;
  readonly interests: Interests;
  readonly delivery: Delivery;
  readonly contact: ContactDesk;
  readonly titleOfMail: TitleOfMail;
  readonly preferences: Preferences;
  readonly settings: Settings;
}

export interface Room extends PeopleDeps {
  readonly blockNotes: BlockNotesStore;
  readonly corrections: CorrectionsStore;
}
