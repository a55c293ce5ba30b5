/** Checks an address and a password. */
import { type Account, withoutSecrets } from './account.ts';
import { isPassword } from './passwords.ts';
import type { Room } from './room.ts';

/** The account that the address and the password belong to, or null; takes as long for an unknown address (SEC-5). */
export async function checkLogin(room: Room, email: string, password: string): Promise<Account | null> {
  const account = await room.accounts.findByEmail(email);
  const right = await isPassword(account?.passwordHash ?? null, password);
  return account && right ? withoutSecrets(account) : null;
}
