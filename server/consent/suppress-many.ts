/** Blocks addresses: the journal first, then the list, and in the standing of whoever has the address (CON-10). */
import type { Clock } from '../platform/clock/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { newId, type Id } from '../platform/ids/index.ts';
import { announce, type Journal } from '../platform/journal/index.ts';
import { normaliseEmail, type Subscribers } from '../subscribers/index.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { together, usualScope } from './suppression.ts';
import type { SuppressionsStore } from './suppressions-store.ts';
import type { SendingChannel, SuppressionReason } from './words.ts';

/** An address to block, by default for what the reason blocks. */
export interface BlockedAddress {
  readonly email: string;
  readonly reason: SuppressionReason;
  readonly channels?: readonly SendingChannel[];
}

interface SuppressContext {
  readonly db: Db;
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  readonly subscribers: Subscribers;
  readonly ledger: LedgerStore;
  readonly store: SuppressionsStore;
  readonly hashes: (email: string) => readonly string[];
}

/** What an address was blocked for already stays blocked. No address is in the list twice. */
export async function suppressMany(
  context: SuppressContext,
  blocked: readonly BlockedAddress[],
  at: Date,
  tx: Tx,
): Promise<void> {
  if (blocked.length === 0) return;
  const { subscribers, ledger, store, hashes, clock } = context;
  const known = await store.find(
    blocked.flatMap(({ email }) => hashes(email)),
    tx,
  );
  const wanted = blocked.map(({ email, reason, channels = usualScope[reason] }) => {
    const hashed = hashes(email);
    const before = hashed.flatMap((hash) => known.get(hash) ?? []);
    return { email: normaliseEmail(email) ?? email, hashed, reason, channels, before };
  });
  const sums = new Map(
    wanted.map(({ email, reason, channels, before }) => [
      email,
      together([...before, { reason, channels }])!,
    ]),
  );
  await store.put(
    wanted.map(({ email, hashed }) => ({ hashes: hashed, suppression: sums.get(email)! })),
    at,
    tx,
  );
  // The person's standing says it too, so that delivery needs no second question.
  const people = await subscribers.findManyByEmail([...sums.keys()], tx);
  await ledger.setSuppressed(
    new Map([...people].map(([email, { id }]) => [id, sums.get(email)!.channels])),
    tx,
  );
  const lines = wanted.map(({ email, hashed, reason, channels }) => {
    const person = people.get(email);
    const about = { hash: hashed[0]!, reason, channels, at: clock() };
    const line = { kind: 'suppression', id: newId<Id<'suppression'>>(), ...about };
    return { ...line, ...(person ? { subscriber: person.id } : {}) };
  });
  announce(context, tx, lines);
}
