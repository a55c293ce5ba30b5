/** Everything that is kept of a person, as one JSON document (PRIV-1; GDPR 15 and 20). */
import type { PersonalExport } from '../platform/db/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { PrivacyDeps } from './room.ts';

export interface SubscriberExport {
  readonly madeAt: Date;
  readonly subscriber: SubscriberId;
  /** What each room knows, under the room's name; rooms that know nothing are left out. */
  readonly rooms: Readonly<Record<string, PersonalExport>>;
  /** The words behind the hashes in the decisions. */
  readonly wordings: readonly { readonly hash: string; readonly label: string; readonly text: string }[];
}

/** Asks every room; NotFound for nobody's id. */
export async function exportSubscriber(room: PrivacyDeps, id: SubscriberId): Promise<SubscriberExport> {
  await room.subscribers.get(id);
  const parts = await Promise.all(
    room.holders().map(async (holder) => [holder.room, await holder.export(id)] as const),
  );
  return {
    madeAt: room.clock(),
    subscriber: id,
    rooms: Object.fromEntries(parts.filter(([, part]) => Object.keys(part).length > 0)),
    wordings: await wordingsOf(room, id),
  };
}

async function wordingsOf({ consent }: PrivacyDeps, id: SubscriberId) {
  const hashes = new Set((await consent.history(id)).flatMap(({ wording }) => (wording ? [wording] : [])));
  const found = await Promise.all([...hashes].map((hash) => consent.wordingByHash(hash)));
  return found.filter((wording) => wording !== null).map(({ hash, label, text }) => ({ hash, label, text }));
}
