/** What a key of the programming interface is: a program logs in with it, for what its scopes say. */
import { createHash, randomBytes } from 'node:crypto';
import type { AccountId, Id } from '../../platform/ids/index.ts';

export type KeyId = Id<'key'>;

/** What a key may do. */
export const scopes = ['orders', 'signals'] as const;
export type Scope = (typeof scopes)[number];

export interface ApiKey {
  readonly id: KeyId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly madeBy: AccountId;
  readonly madeAt: Date;
  /** To the day; null: never. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** 256 random bits, with a beginning by which people and scanners recognise it. */
export function newToken(): string {
  return `voorkeur_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a token: nobody guesses 256 bits, so that no slow hash is needed. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
