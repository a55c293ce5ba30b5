/** What the functions of this room work with. */
import type { Clock } from '../platform/clock/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Limits } from '../platform/limits/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { Role } from './account.ts';
import type { AccountsStore } from './accounts-store.ts';
import type { KeysStore } from './keys/keys-store.ts';
import type { LoginLimits } from './login-limits.ts';
import type { LooksStore } from './looks-store.ts';

/** An entry of the staff's navigation, handed in by whoever puts the rooms together. */
export interface NavEntry {
  readonly href: string;
  /** A name of lucide. */
  readonly icon: string;
  /** A translation key. */
  readonly label: string;
  /** Who sees it. */
  readonly roles: readonly Role[];
  /** A number beside it; 0 is not shown. */
  readonly badge?: () => Promise<number>;
}

export interface AccountsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Pick<Config, 'publicUrl' | 'secretKeys'>;
  readonly navigation: () => readonly NavEntry[];
}

export interface Room extends AccountsDeps {
  readonly accounts: AccountsStore;
  readonly looks: LooksStore;
  readonly limits: LoginLimits;
  readonly keys: KeysStore;
  /** Counts how often something was tried. */
  readonly tries: Limits;
  readonly sessionCollection: string;
}
