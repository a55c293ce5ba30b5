/** What an account of somebody on the staff is, and which roles there are. */
import { z } from 'zod';
import { languages, type Language } from '../platform/i18n/index.ts';
import type { AccountId } from '../platform/ids/index.ts';
import { listOf } from '../platform/http/index.ts';

/** Staff see only what their role needs (PRIV-10); one person may hold several. */
export const roles = ['marketer', 'counter', 'privacy-officer', 'administrator'] as const;
export type Role = (typeof roles)[number];

export interface Account {
  readonly id: AccountId;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language: Language;
}

/** What is kept beside it and shown to nobody. */
export interface StoredAccount extends Account {
  readonly passwordHash: string;
  /** Counted up when role or password changes; a session of an older generation has ended (SEC-6). */
  readonly generation: number;
}

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly password: string;
  readonly language: Language;
}

const shortestPassword = 12;

export const nameField = z
  .string()
  .trim()
  .min(1, 'common:error.required')
  .max(100, 'common:error.tooLong')
  .regex(/^[^\p{Cc}]*$/u, 'common:error.control');
export const emailField = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'common:error.tooLong')
  .pipe(z.email('accounts:problem.email'));
export const rolesField = listOf(z.enum(roles)).refine((list) => list.length > 0, 'accounts:problem.noRole');
export const languageField = z.enum(languages);
export const newPasswordField = z
  .string()
  .min(shortestPassword, 'accounts:problem.shortPassword')
  .max(200, 'common:error.tooLong');

/** The account as other rooms may see it. */
export function withoutSecrets({ id, email, name, roles, language }: StoredAccount): Account {
  return { id, email, name, roles, language };
}

/** Whether the account holds one of the roles. */
export function holdsOneOf(account: Account, wanted: readonly Role[]): boolean {
  return account.roles.some((role) => wanted.includes(role));
}
