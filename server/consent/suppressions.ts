/** Who is never written to: a keyed hash of the address, so that it works without keeping the address (CON-10). */
import { createHmac } from 'node:crypto';
import type { NamedKey } from '../platform/config/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { normaliseEmail, type Subscribers } from '../subscribers/index.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { SuppressionReason } from './words.ts';
import { openSuppressionsStore } from './suppressions-store.ts';

export interface Suppressions {
  readonly collection: string;
  suppress(email: string, reason: SuppressionReason, at: Date, tx?: Tx): Promise<void>;
  suppressionOf(email: string): Promise<{ readonly reason: SuppressionReason } | null>;
  /** Which of these addresses are on the list, by one query. */
  suppressionsOf(emails: readonly string[]): Promise<ReadonlyMap<string, SuppressionReason>>;
  liftSuppression(email: string, tx?: Tx): Promise<void>;
  /** The hash under which the address is blocked, for the journal: it outlives the address. */
  suppressionHash(email: string): string;
  /** Blocks an address of which only the hash is left. */
  suppressHash(hash: string, reason: SuppressionReason, at: Date): Promise<void>;
}

interface SuppressionsDeps {
  readonly db: Db;
  readonly subscribers: Subscribers;
  readonly ledger: LedgerStore;
  readonly keys: readonly NamedKey[];
}

/** Opens the list; the first key hashes, all keys are looked for. */
export function openSuppressions({ db, subscribers, ledger, keys }: SuppressionsDeps): Suppressions {
  const store = openSuppressionsStore(db);
  const hash = (email: string, { id, key }: NamedKey) =>
    `${id}:${createHmac('sha256', key)
      .update(normaliseEmail(email) ?? email)
      .digest('base64url')}`;
  const hashes = (email: string) => keys.map((key) => hash(email, key));
  const inside = <T>(tx: Tx | undefined, work: (tx: Tx) => Promise<T>) =>
    tx ? work(tx) : db.transaction(work);
  // The person's standing says it too, so that delivery needs no second question.
  const mark = async (email: string, reason: SuppressionReason | null, tx: Tx) => {
    const person = await subscribers.findByEmail(normaliseEmail(email) ?? email);
    if (person) await ledger.setSuppressed(person.id, reason, tx);
  };
  return {
    collection: store.collection,
    suppress: (email, reason, at, tx) =>
      inside(tx, async (session) => {
        await store.add(hash(email, keys[0]!), reason, at, session);
        await mark(email, reason, session);
      }),
    suppressionOf: (email) => store.find(hashes(email)),
    suppressionsOf: async (emails) => {
      const emailOf = new Map(emails.flatMap((email) => hashes(email).map((hashed) => [hashed, email])));
      const found = await store.findMany([...emailOf.keys()]);
      return new Map([...found].map(([hashed, reason]) => [emailOf.get(hashed)!, reason]));
    },
    suppressionHash: (email) => hash(email, keys[0]!),
    suppressHash: (hashed, reason, at) => db.transaction((tx) => store.add(hashed, reason, at, tx)),
    liftSuppression: (email, tx) =>
      inside(tx, async (session) => {
        await store.remove(hashes(email), session);
        await mark(email, null, session);
      }),
  };
}
