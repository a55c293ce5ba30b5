/** What the functions of purposes and their words work with. */
import type { Clock } from '../../platform/clock/index.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { PurposesStore } from '../purposes-store.ts';
import type { VersionsStore } from './versions-store.ts';
import type { WordingVersion } from './wording-version.ts';

export interface PurposesRoom {
  readonly clock: Clock;
  readonly purposes: PurposesStore;
  readonly versions: VersionsStore;
  readonly ledger: LedgerStore;
  readonly statementVersion: () => Promise<number>;
  /** Every version; read at most two seconds ago, and at once after a change of our own. */
  readonly known: () => Promise<readonly WordingVersion[]>;
  /** Has them read again. */
  readonly forget: () => void;
}
