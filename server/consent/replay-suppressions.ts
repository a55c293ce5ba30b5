/** Does again what the journal says of blocked addresses: each by its hash, since no address is kept (CON-10, PRIV-7). */
import type { Db } from '../platform/db/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import type { JournalLine } from '../platform/journal/index.ts';
import type { Subscribers } from '../subscribers/index.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { together } from './suppression.ts';
import type { SuppressionsStore } from './suppressions-store.ts';
import type { SendingChannel, SuppressionReason } from './words.ts';

export interface ReplayContext {
  readonly db: Db;
  readonly store: SuppressionsStore;
  readonly subscribers: Subscribers;
  readonly ledger: LedgerStore;
  readonly hashes: (email: string) => readonly string[];
  readonly suppressHash: (
    hash: string,
    reason: SuppressionReason,
    at: Date,
    channels?: readonly SendingChannel[],
  ) => Promise<void>;
}

/** Blocks the hash again, or lifts what was lifted, unless the list knows of something later. */
export async function replaySuppression(context: ReplayContext, line: JournalLine): Promise<void> {
  const { store, db } = context;
  const at = new Date(String(line['at']));
  if (line.kind === 'suppression-lifted') {
    await db.transaction((tx) => store.lift(line['hashes'] as string[], at, tx, { before: at }));
    return;
  }
  const hash = String(line['hash']);
  if (await store.liftedAfter(hash, at)) return;
  const channels = line['channels'] as readonly SendingChannel[] | undefined;
  await context.suppressHash(hash, (line['reason'] ?? 'erased') as SuppressionReason, at, channels);
}

/** What these people's standing says of their addresses, from the list; to be asked once their addresses are right. */
export async function markSuppressed(context: ReplayContext, people: readonly SubscriberId[]): Promise<void> {
  const { db, store, subscribers, ledger, hashes } = context;
  for (const id of new Set(people)) {
    const person = await subscribers.find(id);
    if (!person) continue;
    await db.transaction(async (tx) => {
      const all = together([...(await store.find(hashes(person.email), tx)).values()]);
      await ledger.setSuppressed(new Map([[id, all?.channels ?? []]]), tx);
    });
  }
}
