/** Asks the standings of many people at once: who may receive what, and how many they are. */
import { type Db, inOneAnswer, type Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import { frequencies, type HeldBack, quietMs } from '../frequency.ts';
import type { Counting } from '../purposes/wording-version.ts';
import { isBlocked, waysOf } from '../suppression.ts';
import type { PurposeKey, PurposeStanding, SendingChannel } from '../words.ts';
import { type StandingRow, standingsModel } from './standings-store.ts';

/** When it is asked, and since when a sale counts; null: not at all. */
export interface AsOf {
  readonly now: Date;
  readonly salesSince: Date | null;
}

/** Whether it is asked what they said: a third of the answer, which a freeze does without. */
export interface Asked {
  readonly stands: boolean;
}

/** What somebody agreed to and takes no break from, and what they said about one purpose. */
export interface Receiver {
  readonly agreed: readonly PurposeKey[];
  /** Null where they take no break from it and want every mail, or would get none anyway. */
  readonly held: HeldBack | null;
  /** Null where they do not agree to it, or where it was not asked for. */
  readonly stands: PurposeStanding | null;
}

/** Who agreed to the purpose, or bought lately, and can be sent something for it. */
const receiving = (purpose: PurposeKey, { salesSince }: AsOf) => ({
  agreed: purpose,
  soft: { $not: { $elemMatch: { purpose, ...(salesSince ? { soldAt: { $lt: salesSince } } : {}) } } },
  suppressed: { $not: { $all: [...waysOf(purpose)] } },
});

/** A mail may go to the address, whatever the person agreed to. */
const notSuppressed = { suppressed: { $ne: 'email' as const } };

/** Asks the collection of standings. */
export function openReceiversStore(db: Db) {
  const standings = standingsModel(db);
  return {
    /** What many people agreed to and take no break from, by one query on the ids (the planner was seen to prefer worse indexes). */
    agreedOf: async (subscribers: readonly SubscriberId[], asOf: AsOf, tx?: Tx) => {
      const rows = await standings
        .find(
          { _id: { $in: [...subscribers] } },
          { agreed: 1, suppressed: 1, paused: 1, soft: 1 },
          tx ? { session: tx } : {},
        )
        .hint({ _id: 1 })
        .batchSize(inOneAnswer)
        .lean<StandingRow[]>();
      return new Map(rows.map((row) => [row._id, inForce(row, asOf)]));
    },
    /** The same, with what holds them back from one purpose and, where it is asked for, what they said about it; by one query. */
    receiversAmong: async (
      subscribers: readonly SubscriberId[],
      purpose: PurposeKey,
      asOf: AsOf,
      { stands: withStands }: Asked,
    ): Promise<ReadonlyMap<SubscriberId, Receiver>> => {
      const rows = await standings
        .find(
          { _id: { $in: [...subscribers] } },
          {
            agreed: 1,
            suppressed: 1,
            paused: 1,
            soft: 1,
            frequency: 1,
            ...(withStands && { purposes: { $elemMatch: { purpose } } }),
          },
        )
        .hint({ _id: 1 })
        .batchSize(inOneAnswer)
        .lean<StandingRow[]>();
      return new Map(
        rows.map((row) => {
          const agreed = inForce(row, asOf);
          const held = heldBack(row, purpose, asOf);
          const stands = withStands && row.agreed.includes(purpose) ? row.purposes[0]! : null;
          return [row._id, { agreed, held, stands }];
        }),
      );
    },
    /** Who of many people agrees to the purpose, and since when under which words. */
    agreedUnder: async (
      subscribers: readonly SubscriberId[],
      purpose: PurposeKey,
      tx?: Tx,
    ): Promise<ReadonlyMap<SubscriberId, PurposeStanding>> => {
      const rows = await standings
        .find(
          { _id: { $in: [...subscribers] }, agreed: purpose },
          { purposes: { $elemMatch: { purpose } } },
          tx ? { session: tx } : {},
        )
        .hint({ _id: 1 })
        .batchSize(inOneAnswer)
        .lean<StandingRow[]>();
      return new Map(rows.map(({ _id, purposes }) => [_id, purposes[0]!]));
    },
    receivers: (purpose: PurposeKey, asOf: AsOf): AsyncIterable<SubscriberId> =>
      idsOf(standings, { ...receiving(purpose, asOf), ...offBreak(purpose, asOf.now) }),
    countReceivers: (purpose: PurposeKey, asOf: AsOf) =>
      standings.countDocuments({ ...receiving(purpose, asOf), ...offBreak(purpose, asOf.now) }),
    /** How many who agreed to it and take no break want fewer mails. */
    countLessOften: (purpose: PurposeKey, asOf: AsOf) =>
      standings.countDocuments({
        ...receiving(purpose, asOf),
        ...offBreak(purpose, asOf.now),
        frequency: { $in: lessOften },
      }),
    /** How many agreed to it whose address nothing may be sent to. */
    countBlocked: (purpose: PurposeKey, asOf: AsOf) =>
      standings.countDocuments({ ...receiving(purpose, asOf), suppressed: { $all: [...waysOf(purpose)] } }),
    countPaused: (purpose: PurposeKey, asOf: AsOf) =>
      standings.countDocuments({
        ...receiving(purpose, asOf),
        paused: { $elemMatch: onBreak(purpose, asOf.now) },
        // Says nothing more, but only this has the index of those who take a break used.
        'paused.until': { $gt: asOf.now },
      }),
    countAgreed: async (): Promise<ReadonlyMap<PurposeKey, number>> => {
      const rows = await standings.aggregate<{
        readonly _id: { readonly purpose: PurposeKey; readonly suppressed?: SendingChannel[] };
        readonly people: number;
      }>([
        { $unwind: '$agreed' },
        { $match: { $expr: { $not: { $in: ['$agreed', { $ifNull: ['$soft.purpose', []] }] } } } },
        { $group: { _id: { purpose: '$agreed', suppressed: '$suppressed' }, people: { $sum: 1 } } },
      ]);
      const counts = new Map<PurposeKey, number>();
      for (const { _id, people } of rows) {
        if (isBlocked(_id.purpose, _id.suppressed ?? [])) continue;
        counts.set(_id.purpose, (counts.get(_id.purpose) ?? 0) + people);
      }
      return counts;
    },
    /** Who of these may be mailed at all: they are known, and their address is not suppressed. */
    mailable: async (subscribers: readonly SubscriberId[]): Promise<ReadonlySet<SubscriberId>> => {
      const rows = await standings
        .find({ _id: { $in: [...subscribers] }, ...notSuppressed }, { _id: 1 })
        .hint({ _id: 1 })
        .lean<StandingRow[]>();
      return new Set(rows.map(({ _id }) => _id));
    },
    everybodyMailable: (): AsyncIterable<SubscriberId> => idsOf(standings, notSuppressed),
    countMailable: () => standings.countDocuments(notSuppressed),
    /** Who agreed to the purpose under other words than these, in a span of time; also who is suppressed. */
    agreedToOthers: (
      purpose: PurposeKey,
      words: readonly string[],
      span: { readonly from?: Date; readonly before?: Date },
    ): AsyncIterable<SubscriberId> =>
      idsOf(standings, { agreed: purpose, purposes: underOthers(purpose, words, span) }),
    /** Who of these people agreed to the purpose under other words than these, and may be mailed. */
    mailableUnderOthers: async (
      subscribers: readonly SubscriberId[],
      purpose: PurposeKey,
      words: readonly string[],
    ): Promise<ReadonlySet<SubscriberId>> => {
      const purposes = underOthers(purpose, words, {});
      const rows = await standings
        .find({ _id: { $in: [...subscribers] }, agreed: purpose, purposes, ...notSuppressed }, { _id: 1 })
        .hint({ _id: 1 })
        .lean<StandingRow[]>();
      return new Set(rows.map(({ _id }) => _id));
    },
    /** Who of these people agreed only to words that do not count any more. */
    outdatedAmong: async (
      subscribers: readonly SubscriberId[],
      { version: { purpose, effectiveAt }, hashes }: Counting,
    ): Promise<readonly SubscriberId[]> => {
      const outdated = underOthers(purpose, hashes, { before: effectiveAt });
      const rows = await standings
        .find({ _id: { $in: [...subscribers] }, agreed: purpose, purposes: outdated }, { _id: 1 })
        .hint({ _id: 1 })
        .lean<StandingRow[]>();
      return rows.map(({ _id }) => _id);
    },
    /** How many consents to the purpose stand under each wording, by its hash; null: under no words of ours. */
    countByWording: async (purpose: PurposeKey): Promise<ReadonlyMap<string | null, number>> => {
      const rows = await standings.aggregate<{ _id: string | null; people: number }>([
        { $match: { agreed: purpose } },
        { $unwind: '$purposes' },
        { $match: { 'purposes.purpose': purpose, 'purposes.soldAt': null } },
        { $group: { _id: '$purposes.wording', people: { $sum: 1 } } },
      ]);
      return new Map(rows.map(({ _id, people }) => [_id ?? null, people]));
    },
  };
}

const lessOften = frequencies.filter((frequency) => quietMs[frequency] > 0);
const onBreak = (purpose: PurposeKey, now: Date) => ({ purpose, until: { $gt: now } });
const offBreak = (purpose: PurposeKey, now: Date) => ({
  paused: { $not: { $elemMatch: onBreak(purpose, now) } },
});

function inForce(row: StandingRow, asOf: AsOf): readonly PurposeKey[] {
  return row.agreed.filter((key) => isGiven(row, key, asOf) && !isOnBreak(row, key, asOf));
}

/** Whether something agreed to can be sent, but for a break: the sale is not too long ago, and the address not blocked. */
function isGiven(
  { soft = [], suppressed = [] }: StandingRow,
  key: PurposeKey,
  { salesSince }: AsOf,
): boolean {
  const isTooLongAgo = soft.some(
    ({ purpose, soldAt }) => purpose === key && !(salesSince && soldAt >= salesSince),
  );
  return !isTooLongAgo && !isBlocked(key, suppressed);
}

function isOnBreak({ paused = [] }: StandingRow, key: PurposeKey, { now }: AsOf): boolean {
  return paused.some(({ purpose, until }) => purpose === key && until > now);
}

function heldBack(row: StandingRow, key: PurposeKey, asOf: AsOf): HeldBack | null {
  const held = { paused: isOnBreak(row, key, asOf), quietMs: quietMs[row.frequency ?? 'every'] };
  if (!held.paused && held.quietMs === 0) return null;
  return row.agreed.includes(key) && isGiven(row, key, asOf) ? held : null;
}

function underOthers(
  purpose: PurposeKey,
  words: readonly string[],
  { from, before }: { readonly from?: Date; readonly before?: Date },
) {
  const since = { ...(from && { $gte: from }), ...(before && { $lt: before }) };
  // A sale that stands in for a yes was given under no words, so new ones change nothing about it (CON-8).
  const others = { purpose, wording: { $nin: [...words] }, soldAt: null };
  return { $elemMatch: { ...others, ...(from || before ? { since } : {}) } };
}

/** Whom the filter finds, straight from the driver, as it comes: for a million ids Mongoose would cost as much as the rest. */
async function* idsOf(
  { collection }: ReturnType<typeof standingsModel>,
  filter: object,
): AsyncIterable<SubscriberId> {
  const options = { projection: { _id: 1 }, batchSize: 5000 };
  const found = collection.find<Pick<StandingRow, '_id'>>(filter, options);
  try {
    while (await found.hasNext()) for (const { _id } of found.readBufferedDocuments()) yield _id;
  } finally {
    await found.close();
  }
}
