/** Adds an account. */
import { z } from 'zod';
import { isDuplicateKey } from '../platform/db/index.ts';
import { Invalid } from '../platform/errors/index.ts';
import { checkInput } from '../platform/http/index.ts';
import { newId } from '../platform/ids/index.ts';
import {
  type Account,
  emailField,
  languageField,
  nameField,
  type NewAccount,
  newPasswordField,
  rolesField,
  withoutSecrets,
} from './account.ts';
import { hashPassword } from './passwords.ts';
import type { Room } from './room.ts';

const newAccount = z.object({
  email: emailField,
  name: nameField,
  roles: rolesField,
  password: newPasswordField,
  language: languageField,
});

/** Adds the account; Invalid names each wrong field, also an address that has an account already. */
export async function createAccount(room: Room, input: NewAccount): Promise<Account> {
  const { password, ...about } = checkInput(input, newAccount);
  const account = {
    ...about,
    id: newId<Account['id']>(),
    passwordHash: await hashPassword(password),
    generation: 1,
  };
  try {
    await room.accounts.insert(account);
  } catch (error) {
    throw isDuplicateKey(error) ? new Invalid({ email: { key: 'accounts:problem.emailTaken' } }) : error;
  }
  return withoutSecrets(account);
}
