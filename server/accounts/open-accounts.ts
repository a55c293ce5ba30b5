/** Puts the room together. */
import type { PersonalDataHolder } from '../platform/db/index.ts';
import { Forbidden } from '../platform/errors/index.ts';
import { Router, sameOriginOnly, type Request, type RequestHandler } from '../platform/http/index.ts';
import type { AccountId, SubscriberId } from '../platform/ids/index.ts';
import { openLimits } from '../platform/limits/index.ts';
import { type Account, holdsOneOf, type NewAccount, type Role, withoutSecrets } from './account.ts';
import { openAccountsStore } from './accounts-store.ts';
import { administrationRoutes } from './administration-routes.ts';
import { createAccount } from './create-account.ts';
import type { Scope } from './keys/key.ts';
import { keysRoutes } from './keys/keys-routes.ts';
import { openKeysStore } from './keys/keys-store.ts';
import { openKeyGuard } from './keys/require-key.ts';
import { openLoginLimits } from './login-limits.ts';
import { loginRoutes } from './login-routes.ts';
import { openLooksStore } from './looks-store.ts';
import { ownAccountRoutes } from './own-account-routes.ts';
import { requireRole } from './require-role.ts';
import type { AccountsDeps, Room } from './room.ts';
import { declareSessions } from './sessions-store.ts';
import { accountOf, openSessions } from './sessions.ts';
import { staffPage } from './staff-page.ts';

export interface Look {
  readonly account: AccountId;
  readonly name: string;
  readonly at: Date;
}

export interface Accounts {
  /** For everything below /staff: refuses other sites, reads the session, fills in the staff layout. */
  readonly middleware: RequestHandler;
  readonly requireRole: typeof requireRole;
  /** For the programming interface: lets in who brings a key with this scope (apiKeyOf); answers in JSON. */
  requireKey(scope: Scope): RequestHandler;
  /** The account of whoever asks; for routes behind `requireRole`. */
  current(req: Request): Account;
  create(input: NewAccount): Promise<Account>;
  count(): Promise<number>;
  /** Who holds one of the roles, by name. */
  holding(...wanted: readonly Role[]): Promise<readonly Account[]>;
  /** The names of accounts, closed ones too. */
  namesOf(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, string>>;
  /** Logs that the account looked at the person's card (PRIV-10). */
  noteLook(account: AccountId, subscriber: SubscriberId, at: Date): Promise<void>;
  /** The same for everybody on a list. */
  noteLooks(account: AccountId, subscribers: readonly SubscriberId[], at: Date): Promise<void>;
  /** Who looked at the person's card, the latest first, at most 50. */
  looksAt(subscriber: SubscriberId): Promise<readonly Look[]>;
  readonly routes: Router;
  readonly holder: PersonalDataHolder;
}

/** Opens the room. */
export function openAccounts(deps: AccountsDeps): Accounts {
  const tries = openLimits(deps.db, 'loginTries', deps.config.secretKeys[0]!);
  const room: Room = {
    ...deps,
    accounts: openAccountsStore(deps.db),
    looks: openLooksStore(deps.db),
    keys: openKeysStore(deps.db),
    limits: openLoginLimits(tries),
    tries,
    sessionCollection: declareSessions(deps.db),
  };
  const sessions = openSessions(room);
  const namesOf = room.accounts.namesOf;
  return {
    middleware: Router().use(sameOriginOnly(deps.config.publicUrl), ...sessions.middleware, staffPage(room)),
    requireRole,
    requireKey: openKeyGuard(room),
    current: (req) => {
      const account = accountOf(req);
      if (!account) throw new Forbidden();
      return account;
    },
    create: (input) => createAccount(room, input),
    count: room.accounts.count,
    holding: async (...wanted) =>
      (await room.accounts.list()).map(withoutSecrets).filter((account) => holdsOneOf(account, wanted)),
    namesOf,
    noteLook: (account, subscriber, at) => room.looks.insert(account, [subscriber], at),
    noteLooks: room.looks.insert,
    looksAt: async (subscriber) => {
      const looks = await room.looks.list(subscriber, 50);
      const names = await namesOf(looks.map(({ account }) => account));
      return looks.map(({ account, at }) => ({ account, at, name: names.get(account) ?? '' }));
    },
    routes: Router().use(
      loginRoutes(room, sessions),
      ownAccountRoutes(room, sessions),
      keysRoutes(room),
      administrationRoutes(room),
    ),
    holder: {
      room: 'accounts',
      collections: [room.looks.collection],
      freeOfPersonalData: [
        room.accounts.collection,
        room.keys.collection,
        room.sessionCollection,
        tries.collection,
      ],
      // The times, and not the names of those who looked: they too are people (CJEU C-579/21).
      export: async (subscriber) => ({
        looks: (await room.looks.list(subscriber, 1000)).map(({ at }) => at),
      }),
      erase: room.looks.erase,
    },
  };
}
