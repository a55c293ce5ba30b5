/** The door to the staff: accounts, roles, sessions, and who looked at which card. */
export { openAccounts, type Accounts, type Look } from './open-accounts.ts';
export { holdsOneOf, roles, type Account, type NewAccount, type Role } from './account.ts';
export { initialsOf, rolesWithCards } from './staff-page.ts';
export type { AccountsDeps, NavEntry } from './room.ts';
export { apiKeyOf } from './keys/require-key.ts';
export type { Scope } from './keys/key.ts';
