/** Decides what becomes of observations of known people: which are kept as signals, and why others are not. */
import { plusMonths } from '../../platform/clock/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Match, Outcome, Source } from '../model.ts';
import type { InterestsRoom } from '../room.ts';
import { purposeOf } from './purpose-of.ts';
import type { KeptSignal } from './signals-store.ts';

/** One observation of somebody known. */
export interface Item {
  readonly subscriber: SubscriberId;
  readonly source: Exclude<Source, 'told'>;
  readonly at: Date;
  readonly matches: readonly Match[];
  /** Keyed hashes of the order's number, by the present key first; none for what is no order. */
  readonly orders: readonly string[];
}

interface Judged {
  readonly outcome: Outcome;
  readonly signals: readonly KeptSignal[];
}

/** Judges the items in their order; by what stands in the transaction where there is one. */
export async function judgeItems(
  room: InterestsRoom,
  items: readonly Item[],
  tx?: Tx,
): Promise<readonly Judged[]> {
  const facts = await factsOf(room, items, tx);
  return items.map((item) => judge(item, facts, room.clock()));
}

/**
 * At a glance, before anything is written: what is of nobody who agrees, or of no topic. Null is what has to be judged.
 */
export async function refuseItems(
  room: InterestsRoom,
  items: readonly Item[],
): Promise<readonly (Outcome | null)[]> {
  const terms = await termsOf(room, items);
  const topics = await topicKeys(room);
  return items.map(({ source, subscriber, matches }) => {
    if (!terms.get(source)?.has(subscriber)) return 'noConsent';
    return matches.some(({ topic }) => topics.has(topic)) ? null : 'noTopic';
  });
}

interface Facts {
  /** By source: who agrees, and for how many months. */
  readonly terms: ReadonlyMap<Source, ReadonlyMap<SubscriberId, number | null>>;
  /** When which topic was removed, by person and topic. */
  readonly removed: ReadonlyMap<string, { readonly at: Date }>;
  /** When an order was seen first, by person and hash: one that comes again with a later day stays where it is. */
  readonly seen: Map<string, Date>;
  /** Topics from accounts that are known already, by person and topic. */
  readonly inAccount: Set<string>;
  readonly topics: ReadonlySet<string>;
}

async function factsOf(room: InterestsRoom, items: readonly Item[], tx?: Tx): Promise<Facts> {
  const { signals } = room;
  const people = peopleIn(items);
  const terms = await termsOf(room, items, tx);
  const removed = await signals.removedAmong(people, tx);
  const orders = items.flatMap((item) => item.orders);
  const seen = new Map(await signals.ordersAmong(people, orders, tx));
  const accounts = items.some(({ source }) => source === 'account') ? await signals.among(people, tx) : [];
  const inAccount = accounts.filter(({ source }) => source === 'account');
  return {
    ...{ terms, removed, seen },
    inAccount: new Set(inAccount.map(({ subscriber, topic }) => `${subscriber} ${topic}`)),
    topics: await topicKeys(room),
  };
}

async function termsOf({ consent }: InterestsRoom, items: readonly Item[], tx?: Tx): Promise<Facts['terms']> {
  const terms = new Map<Source, ReadonlyMap<SubscriberId, number | null>>();
  // One after another: a transaction knows no queries at the same time.
  for (const source of new Set(items.map((item) => item.source)))
    terms.set(source, await consent.agreedTerms(peopleIn(items), purposeOf[source], tx));
  return terms;
}

async function topicKeys({ vocabulary }: InterestsRoom): Promise<ReadonlySet<string>> {
  return new Set((await vocabulary.topics()).map(({ key }) => key));
}

function peopleIn(items: readonly Item[]): readonly SubscriberId[] {
  return [...new Set(items.map(({ subscriber }) => subscriber))];
}

function judge(item: Item, facts: Facts, now: Date): Judged {
  const { subscriber, source } = item;
  const months = facts.terms.get(source)?.get(subscriber);
  if (months === undefined) return nothing('noConsent');
  const keys = item.orders.map((hash) => `${subscriber} ${hash}`);
  const observedAt = keys.map((key) => facts.seen.get(key)).find((at) => at !== undefined) ?? item.at;
  const expiresAt = months === null ? null : plusMonths(observedAt, months);
  if (expiresAt !== null && expiresAt <= now) return nothing('expired');
  const matches = item.matches.filter(({ topic }) => facts.topics.has(topic));
  if (matches.length === 0) return nothing('noTopic');
  const allowed = matches.filter(({ topic }) => {
    const mark = facts.removed.get(`${subscriber} ${topic}`);
    return mark === undefined || observedAt > mark.at;
  });
  if (allowed.length === 0) return nothing('removed');
  for (const key of keys) facts.seen.set(key, observedAt);
  const fresh = allowed.filter(({ topic }) => source !== 'account' || !isKnown(facts, subscriber, topic));
  const about = { subscriber, source, purpose: purposeOf[source], observedAt, expiresAt };
  const orders = item.orders.slice(0, 1);
  return {
    outcome: 'kept',
    signals: fresh.map(({ topic, entries }) => ({ ...about, topic, entries, orders })),
  };
}

// What an account says stays until it is changed: once is enough.
function isKnown({ inAccount }: Facts, subscriber: SubscriberId, topic: string): boolean {
  const key = `${subscriber} ${topic}`;
  const known = inAccount.has(key);
  inAccount.add(key);
  return known;
}

function nothing(outcome: Outcome): Judged {
  return { outcome, signals: [] };
}
