/** Who is never written to: a keyed hash of the address, so that it works without keeping the address (CON-10). */
import { createHmac } from 'node:crypto';
import { ConfigError, type NamedKey } from '../platform/config/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { normaliseEmail, type Subscribers } from '../subscribers/index.ts';
import { checkSuppressionKeys, missingKey } from './check-suppression-keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { together, usualScope } from './suppression.ts';
import { openSuppressionsStore } from './suppressions-store.ts';
import type { SendingChannel, Suppression, SuppressionReason } from './words.ts';

export interface Suppressions {
  readonly collection: string;
  readonly keyCollection: string;
  /** Refuses keys that would let blocked addresses through: a ConfigError. */
  checkKeys(): Promise<void>;
  /** Blocks the address, by default for what the reason blocks; what it was blocked for already stays blocked. */
  suppress(
    email: string,
    reason: SuppressionReason,
    at: Date,
    tx?: Tx,
    channels?: readonly SendingChannel[],
  ): Promise<void>;
  suppressionOf(email: string): Promise<{ readonly reason: SuppressionReason } | null>;
  /** By which ways nothing may be sent to the address. */
  blockedWays(email: string): Promise<readonly SendingChannel[]>;
  /** Which of these addresses are on the list, by one query. */
  suppressionsOf(emails: readonly string[]): Promise<ReadonlyMap<string, SuppressionReason>>;
  liftSuppression(email: string, tx?: Tx): Promise<void>;
  /** The hash under which the address is blocked, with its key's id, for the journal: it outlives the address. */
  suppressionHash(email: string): string;
  /** The hashes that the address has by every key in use, to find what was kept under one of them. */
  suppressionHashes(email: string): readonly string[];
  /** Blocks an address of which only the hash is left; a ConfigError where its key is not given. */
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
  const hashes = (email: string) => keys.map((key) => hashOf(email, key));
  const inside = <T>(tx: Tx | undefined, work: (tx: Tx) => Promise<T>) =>
    tx ? work(tx) : db.transaction(work);
  // The person's standing says it too, so that delivery needs no second question.
  const mark = async (email: string, suppression: Suppression | null, tx: Tx) => {
    const person = await subscribers.findByEmail(normaliseEmail(email) ?? email);
    if (person) await ledger.setSuppressed(person.id, suppression?.channels ?? [], tx);
  };
  const put = async (hashed: readonly string[], more: Suppression, at: Date, tx: Tx) => {
    const known = await store.find(hashed, tx);
    const all = together([...known.values(), more])!;
    await store.put(hashed, all, at, tx);
    return all;
  };
  return {
    collection: store.collection,
    keyCollection: store.keyCollection,
    checkKeys: () => checkSuppressionKeys(store, keys),
    suppress: (email, reason, at, tx, channels = usualScope[reason]) =>
      inside(tx, async (session) => {
        await mark(email, await put(hashes(email), { reason, channels }, at, session), session);
      }),
    suppressionOf: async (email) => {
      const all = together([...(await store.find(hashes(email))).values()]);
      return all && { reason: all.reason };
    },
    blockedWays: async (email) => together([...(await store.find(hashes(email))).values()])?.channels ?? [],
    suppressionsOf: async (emails) => {
      const found = await store.find(emails.flatMap(hashes));
      return new Map(
        emails.flatMap((email) => {
          const all = together(hashes(email).flatMap((hashed) => found.get(hashed) ?? []));
          return all ? [[email, all.reason]] : [];
        }),
      );
    },
    suppressionHash: (email) => hashOf(email, keys[0]!),
    suppressionHashes: hashes,
    suppressHash: async (hashed, reason, at) => {
      const id = hashed.slice(0, hashed.indexOf(':'));
      if (!keys.some((key) => key.id === id)) throw new ConfigError(missingKey(id));
      const suppression = { reason, channels: usualScope[reason] };
      await db.transaction((tx) => put([hashed], suppression, at, tx));
    },
    liftSuppression: (email, tx) =>
      inside(tx, async (session) => {
        await store.remove(hashes(email), session);
        await mark(email, null, session);
      }),
  };
}

function hashOf(email: string, { id, key }: NamedKey): string {
  const address = normaliseEmail(email) ?? email;
  return `${id}:${createHmac('sha256', key).update(address).digest('base64url')}`;
}
