/** Erases a person from every room: files first, then all else in one transaction (PRIV-3). */
import type { Actor } from '../consent/index.ts';
import type { PersonalDataHolder } from '../platform/db/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import type { PrivacyDeps } from './room.ts';

/** Why (GDPR art. 17 (1)): a closed list, because it outlives the person's data in the journal. */
export const erasureReasons = ['asked', 'not-needed', 'unlawful', 'law', 'child'] as const;
type ErasureReason = (typeof erasureReasons)[number];

/** Removes all that any room keeps of the person, and blocks the address by its hash; NotFound for nobody's id. */
export async function eraseSubscriber(
  room: PrivacyDeps,
  id: SubscriberId,
  by: Actor,
  reason: ErasureReason = 'asked',
): Promise<void> {
  const person = await room.subscribers.get(id);
  const at = room.clock();
  // Outside the database and first, so that it is done again after a restore (PRIV-7).
  const hash = room.consent.suppressionHash(person.email);
  const done = await room.journal.append([{ kind: 'erasure', subscriber: id, hash, by, reason, at }]);
  await eraseNow(room, person, hash, at);
  done();
  room.log.info({ by }, 'a person was erased');
}

/** The erasure itself, also when it is done again after a restore. */
export async function eraseNow(
  room: PrivacyDeps,
  { id }: Pick<Subscriber, 'id'>,
  hash: string,
  at: Date,
): Promise<void> {
  for (const holder of room.holders()) await holder.beforeErase?.(id);
  await room.db.transaction(async (tx) => {
    await room.consent.suppressHash(hash, 'erased', at, undefined, tx);
    for (const holder of inOrder(room.holders())) await holder.erase(id, tx);
  });
}

/** Consent first, because it destroys the link to the ledger; subscribers last, because others look the address up there. */
function inOrder(holders: readonly PersonalDataHolder[]): readonly PersonalDataHolder[] {
  const place = ({ room }: PersonalDataHolder) => (room === 'consent' ? 0 : room === 'subscribers' ? 2 : 1);
  return [...holders].sort((a, b) => place(a) - place(b));
}
