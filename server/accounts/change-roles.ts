/** Changes what an account may do, or closes it; the last administrator stays. */
import type { Tx } from '../platform/db/index.ts';
import { Conflict, NotFound } from '../platform/errors/index.ts';
import type { AccountId } from '../platform/ids/index.ts';
import type { Account, Role } from './account.ts';
import type { Room } from './room.ts';

/** Gives the account these roles and ends its sessions (SEC-6). */
export async function changeRoles(room: Room, id: AccountId, roles: readonly Role[]): Promise<void> {
  const account = await existing(room, id);
  await room.db.transaction(async (tx) => {
    if (!roles.includes('administrator')) await keepAnAdministrator(room, account, tx);
    await room.accounts.changeAndEndSessions(id, { roles }, tx);
  });
}

/** Closes the account: nobody logs in with it again; its name stays with what it recorded. */
export async function closeAccount(room: Room, id: AccountId): Promise<void> {
  const account = await existing(room, id);
  await room.db.transaction(async (tx) => {
    await keepAnAdministrator(room, account, tx);
    await room.accounts.close(id, room.clock(), tx);
  });
}

async function existing(room: Room, id: AccountId): Promise<Account> {
  const account = await room.accounts.find(id);
  if (!account) throw new NotFound();
  return account;
}

async function keepAnAdministrator(room: Room, account: Account, tx: Tx): Promise<void> {
  if (!account.roles.includes('administrator')) return;
  if ((await room.accounts.holdAdministrators(room.clock(), tx)) < 2) {
    throw new Conflict({ key: 'accounts:problem.lastAdministrator' });
  }
}
