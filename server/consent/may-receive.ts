/** The question that delivery asks just before the hand-over, for many people at once. */
import type { SubscriberId } from '../platform/ids/index.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import type { AsOf } from './ledger/receivers-store.ts';
import type { PurposeKey } from './words.ts';

/** 'default': the newsletter yes, but nothing chosen by interests; 'version': their own version. */
export type MayReceive = 'no' | 'default' | 'version';

/** Who of these people may receive what, by one query; who takes a break may not, nor who bought too long ago (CON-8). */
export async function mayReceive(
  ledger: LedgerStore,
  subscribers: readonly SubscriberId[],
  purpose: PurposeKey,
  asOf: AsOf,
): Promise<Map<SubscriberId, MayReceive>> {
  const agreed = await ledger.agreedOf(subscribers, asOf);
  return new Map(subscribers.map((id) => [id, answer(agreed.get(id) ?? [], purpose)]));
}

/** A service mail is nobody's to refuse, but who is suppressed or gone is not written to. */
export async function mayReceiveService(
  ledger: LedgerStore,
  subscribers: readonly SubscriberId[],
): Promise<Map<SubscriberId, MayReceive>> {
  const mailable = await ledger.mailable(subscribers);
  return new Map(subscribers.map((id) => [id, mailable.has(id) ? 'version' : 'no']));
}

function answer(agreed: readonly PurposeKey[], purpose: PurposeKey): MayReceive {
  if (!agreed.includes(purpose)) return 'no';
  return agreed.some((key) => key.startsWith('interests.')) ? 'version' : 'default';
}
