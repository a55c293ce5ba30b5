/** Who is never written to: a keyed hash of the address, so that it works without keeping the address (CON-10). */
import { createHmac } from 'node:crypto';
import type { Clock } from '../platform/clock/index.ts';
import { ConfigError, type NamedKey } from '../platform/config/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { newId, type Id, type SubscriberId } from '../platform/ids/index.ts';
import { announce, type Journal, type JournalLine } from '../platform/journal/index.ts';
import { normaliseEmail, type Subscribers } from '../subscribers/index.ts';
import { checkSuppressionKeys, missingKey } from './check-suppression-keys.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { markSuppressed, replaySuppression } from './replay-suppressions.ts';
import { type BlockedAddress, suppressMany } from './suppress-many.ts';
import { together, usualScope } from './suppression.ts';
import { openSuppressionsStore } from './suppressions-store.ts';
import type { SendingChannel, SuppressionReason } from './words.ts';

export interface Suppressions {
  readonly collection: string;
  readonly keyCollection: string;
  /** Refuses keys that would let blocked addresses through: a ConfigError. */
  checkKeys(): Promise<void>;
  /** Journal first, then the list. Blocks the address, by default for what the reason blocks; what it was blocked for already stays blocked. */
  suppress(
    email: string,
    reason: SuppressionReason,
    at: Date,
    tx?: Tx,
    channels?: readonly SendingChannel[],
  ): Promise<void>;
  /** The same for many addresses in one transaction, none of them twice. */
  suppressMany(blocked: readonly BlockedAddress[], at: Date, tx: Tx): Promise<void>;
  suppressionOf(email: string): Promise<{ readonly reason: SuppressionReason } | null>;
  /** By which ways nothing may be sent to the address. */
  blockedWays(email: string): Promise<readonly SendingChannel[]>;
  /** Which of these addresses are on the list, by one query. */
  suppressionsOf(emails: readonly string[], tx?: Tx): Promise<ReadonlyMap<string, SuppressionReason>>;
  liftSuppression(email: string, tx?: Tx): Promise<void>;
  /** The hash under which the address is blocked, with its key's id, for the journal: it outlives the address. */
  suppressionHash(email: string): string;
  /** The hashes that the address has by every key in use, to find what was kept under one of them. */
  suppressionHashes(email: string): readonly string[];
  /** Blocks an address of which only the hash is left; a ConfigError where its key is not given. */
  suppressHash(
    hash: string,
    reason: SuppressionReason,
    at: Date,
    channels?: readonly SendingChannel[],
    tx?: Tx,
  ): Promise<void>;
  /** Does a suppression, an erasure's or a lifting of the journal again, unless a later one is there (PRIV-7). */
  replaySuppression(line: JournalLine): Promise<void>;
  /** Puts right what the standing of these people says of their addresses, after a replay. */
  markSuppressed(people: readonly SubscriberId[]): Promise<void>;
}

interface SuppressionsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'append'>;
  readonly subscribers: Subscribers;
  readonly ledger: LedgerStore;
  readonly keys: readonly NamedKey[];
}

/** Opens the list; the first key hashes, all keys are looked for. */
export function openSuppressions(deps: SuppressionsDeps): Suppressions {
  const { db, clock, subscribers, ledger, keys } = deps;
  const store = openSuppressionsStore(db);
  const hashes = (email: string) => keys.map((key) => hashOf(email, key));
  const inside = <T>(tx: Tx | undefined, work: (tx: Tx) => Promise<T>) =>
    tx ? work(tx) : db.transaction(work);
  const unmark = async (email: string, tx: Tx) => {
    const person = await subscribers.findByEmail(normaliseEmail(email) ?? email);
    if (person) await ledger.setSuppressed(new Map([[person.id, []]]), tx);
    return person ? { subscriber: person.id } : {};
  };
  const suppressHash: Suppressions['suppressHash'] = async (hashed, reason, at, channels, tx) => {
    const id = hashed.slice(0, hashed.indexOf(':'));
    if (!keys.some((key) => key.id === id)) throw new ConfigError(missingKey(id));
    const suppression = { reason, channels: channels ?? usualScope[reason] };
    await inside(tx, async (session) => {
      const known = await store.find([hashed], session);
      const sum = together([...known.values(), suppression])!;
      await store.put([{ hashes: [hashed], suppression: sum }], at, session);
    });
  };
  const suppressing = { ...deps, store, hashes };
  const replaying = { db, store, subscribers, ledger, hashes, suppressHash };
  return {
    collection: store.collection,
    keyCollection: store.keyCollection,
    checkKeys: () => checkSuppressionKeys(store, keys),
    suppress: (email, reason, at, tx, channels = usualScope[reason]) =>
      inside(tx, (session) => suppressMany(suppressing, [{ email, reason, channels }], at, session)),
    suppressMany: (blocked, at, tx) => suppressMany(suppressing, blocked, at, tx),
    suppressionOf: async (email) => {
      const all = together([...(await store.find(hashes(email))).values()]);
      return all && { reason: all.reason };
    },
    blockedWays: async (email) => together([...(await store.find(hashes(email))).values()])?.channels ?? [],
    suppressionsOf: async (emails, tx) => {
      const hashesOf = new Map(emails.map((email) => [email, hashes(email)]));
      const found = await store.find([...hashesOf.values()].flat(), tx);
      if (found.size === 0) return new Map();
      return new Map(
        [...hashesOf].flatMap(([email, hashed]) => {
          const all = together(hashed.flatMap((hash) => found.get(hash) ?? []));
          return all ? [[email, all.reason]] : [];
        }),
      );
    },
    suppressionHash: (email) => hashOf(email, keys[0]!),
    suppressionHashes: hashes,
    suppressHash,
    replaySuppression: (line) => replaySuppression(replaying, line),
    markSuppressed: (people) => markSuppressed(replaying, people),
    liftSuppression: (email, tx) =>
      inside(tx, async (session) => {
        const hashed = hashes(email);
        const person = await unmark(email, session);
        if ((await store.find(hashed, session)).size === 0) return;
        const at = clock();
        await store.lift(hashed, at, session);
        const id = newId<Id<'suppression'>>();
        announce(deps, session, [{ kind: 'suppression-lifted', id, hashes: hashed, ...person, at }]);
      }),
  };
}

function hashOf(email: string, { id, key }: NamedKey): string {
  const address = normaliseEmail(email) ?? email;
  return `${id}:${createHmac('sha256', key).update(address).digest('base64url')}`;
}
