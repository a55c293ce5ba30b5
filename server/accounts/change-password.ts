/** Changes a password: by its owner, who types the present one, or by an administrator, who hands over a new one. */
import { randomBytes } from 'node:crypto';
import { Invalid, NotFound } from '../platform/errors/index.ts';
import { toBase32, type AccountId } from '../platform/ids/index.ts';
import { hashPassword, isPassword } from './passwords.ts';
import type { Room } from './room.ts';

/** Sets the owner's new password and ends every session; Invalid where the present one is not right. */
export async function changePassword(
  room: Room,
  id: AccountId,
  present: string,
  wanted: string,
): Promise<void> {
  const account = await room.accounts.find(id);
  if (!(await isPassword(account?.passwordHash ?? null, present))) {
    throw new Invalid({ present: { key: 'accounts:problem.presentPassword' } });
  }
  await room.accounts.changeAndEndSessions(id, { passwordHash: await hashPassword(wanted) });
}

/** Gives the account a fresh random password, ends its sessions and answers the password, to be told once. */
export async function replacePassword(room: Room, id: AccountId): Promise<string> {
  if (!(await room.accounts.find(id))) throw new NotFound();
  const password = randomPassword();
  await room.accounts.changeAndEndSessions(id, { passwordHash: await hashPassword(password) });
  return password;
}

/** 100 random bits as five groups of four letters and digits, to be read out by telephone. */
export function randomPassword(): string {
  const letters = toBase32(randomBytes(13)).slice(0, 20);
  return letters.match(/.{4}/g)!.join('-');
}
