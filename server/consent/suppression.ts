/** What a suppression blocks: pure functions of its reason and channels (CON-10). */
import type { PurposeKey, SendingChannel, Suppression, SuppressionReason } from './words.ts';

const everything: readonly SendingChannel[] = ['email', 'post'];

/** A mailbox that is gone or whose owner reports us says nothing of letters; the others said that all must stop. */
export const usualScope: Readonly<Record<SuppressionReason, readonly SendingChannel[]>> = {
  complained: ['email'],
  erased: everything,
  'opted-out': everything,
  bounced: ['email'],
};

/** The reasons, the one that weighs most first: 'complained' also stops the confirmation mail. */
const byWeight: readonly SuppressionReason[] = ['complained', 'erased', 'opted-out', 'bounced'];

/** Several for one address as one: the heaviest reason, and all that any of them blocks; null for none. */
export function together(suppressions: readonly Suppression[]): Suppression | null {
  const reason = byWeight.find((one) => suppressions.some((suppression) => suppression.reason === one));
  const blocked = everything.filter((one) => suppressions.some(({ channels }) => channels.includes(one)));
  return reason === undefined ? null : { reason, channels: blocked };
}

/** The ways that must all be closed before a purpose is: the one that its key ends with, or all where it ends with none. */
export function waysOf(purpose: PurposeKey): readonly SendingChannel[] {
  const own = everything.filter((way) => purpose.endsWith(`.${way}`));
  return own.length > 0 ? own : everything;
}

/** Whether nothing can be sent for the purpose. */
export function isBlocked(purpose: PurposeKey, blocked: readonly SendingChannel[]): boolean {
  // As a rule nothing is, and a freeze asks it millions of times.
  return blocked.length > 0 && waysOf(purpose).every((way) => blocked.includes(way));
}
