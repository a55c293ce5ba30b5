/** What the functions of this room work with. */
import type { Accounts } from '../accounts/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Delivery } from '../delivery/index.ts';
import type { Links } from '../links/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Db, PersonalDataHolder } from '../platform/db/index.ts';
import type { Journal } from '../platform/journal/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { People } from '../people/index.ts';
import type { AskingAgainDeps } from './asking-again/room.ts';
import type { Settings } from '../settings/index.ts';
import type { Subscribers } from '../subscribers/index.ts';

export interface PrivacyDeps extends AskingAgainDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly accounts: Accounts;
  readonly consent: Consent;
  readonly subscribers: Subscribers;
  readonly people: Pick<People, 'noteCopy'>;
  readonly settings: Pick<Settings, 'current'>;
  readonly links: Links;
  readonly delivery: Delivery;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Every room that keeps something of a person, in the order in which it is to be erased. */
  readonly holders: () => readonly PersonalDataHolder[];
}
