/** What the functions around statements work with. */
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Settings } from '../../settings/index.ts';
import type { DraftStore } from './draft-store.ts';
import type { StatementsStore } from './statements-store.ts';

export interface StatementsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly settings: Settings;
}

export interface StatementsContext extends StatementsDeps {
  readonly statements: StatementsStore;
  readonly drafts: DraftStore;
}
