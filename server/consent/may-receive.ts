/** The question that delivery asks just before the hand-over, for many people at once. */
import type { SubscriberId } from '../platform/ids/index.ts';
import type { HeldBack } from './frequency.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import type { AsOf, Asked, Receiver } from './ledger/receivers-store.ts';
import type { PurposeKey, PurposeStanding } from './words.ts';

/** 'default': the newsletter yes, but nothing chosen by interests; 'version': their own version. */
export type MayReceive = 'no' | 'default' | 'version';

/** What somebody may be sent for a purpose, and what they said about it. */
export interface Receiving {
  /** Of who takes a break: 'no'. */
  readonly may: MayReceive;
  /** A break, or the wish for fewer mails, of who would get it otherwise; null where there is neither. */
  readonly held: HeldBack | null;
  /** Since when they agreed, and under which words; null where they did not or it was not asked, and of a service mail. */
  readonly stands: PurposeStanding | null;
}

/** Who of these people may receive what, by one query; who takes a break may not, nor who bought too long ago (CON-8). */
export async function mayReceive(
  ledger: LedgerStore,
  subscribers: readonly SubscriberId[],
  purpose: PurposeKey,
  asOf: AsOf,
  asked: Asked,
): Promise<Map<SubscriberId, Receiving>> {
  const receivers = await ledger.receiversAmong(subscribers, purpose, asOf, asked);
  return new Map(subscribers.map((id) => [id, receiving(receivers.get(id), purpose)]));
}

/** A service mail is nobody's to refuse, but who is suppressed or gone is not written to. */
export async function mayReceiveService(
  ledger: LedgerStore,
  subscribers: readonly SubscriberId[],
): Promise<Map<SubscriberId, Receiving>> {
  const mailable = await ledger.mailable(subscribers);
  return new Map(subscribers.map((id) => [id, mailable.has(id) ? everything : nothing]));
}

/** The answer about who may not receive it. */
export const nothing: Receiving = { may: 'no', held: null, stands: null };
const everything: Receiving = { ...nothing, may: 'version' };

function receiving(receiver: Receiver | undefined, purpose: PurposeKey): Receiving {
  if (!receiver) return nothing;
  const { agreed, held, stands } = receiver;
  return { may: answer(agreed, purpose), held, stands };
}

function answer(agreed: readonly PurposeKey[], purpose: PurposeKey): MayReceive {
  if (!agreed.includes(purpose)) return 'no';
  return agreed.some((key) => key.startsWith('interests.')) ? 'version' : 'default';
}
