/** What the staff's pages of statements work with. */
import type { Accounts, Role } from '../../accounts/index.ts';
import type { Statements } from '../../consent/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { RequestHandler } from '../../platform/http/index.ts';
import type { Settings } from '../../settings/index.ts';
import type { Announcements } from '../announcements/open-announcements.ts';

export interface StatementsRoom {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'current'>;
  readonly statements: Statements;
  readonly announcements: Announcements;
}

export const page = '/staff/statements';
const mayPublish: readonly Role[] = ['privacy-officer', 'administrator'];

/** Lets privacy officers and administrators pass. */
export function staffOnly({ accounts }: StatementsRoom): RequestHandler {
  return accounts.requireRole(...mayPublish);
}
