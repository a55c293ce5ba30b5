/** Keeps the ledger (lines are only ever added), what it adds up to by person, and the evidence apart from both. */
import mongoose from 'mongoose';
import { type Db, isDuplicateKey, type Tx } from '../platform/db/index.ts';
import type { DecisionId, LedgerId, SubscriberId } from '../platform/ids/index.ts';
import { frequencies, type Frequency, type HeldBack, quietMs } from './frequency.ts';
import type { Evidence } from './proof/commit-evidence.ts';
import type { Counting } from './purposes/wording-version.ts';
import { chainLines, type LedgerLine } from './proof/hash-line.ts';
import { isBlocked, waysOf } from './suppression.ts';
import type { Decision, PurposeKey, PurposeStanding, SendingChannel, Standing } from './words.ts';

type LineRow = Omit<Decision, 'id' | 'evidence'> & {
  _id: DecisionId;
  /** The line's place in the person's ledger, from 0. */
  place: number;
  /** The hash of the line before; null for the first. */
  previous: string | null;
  hash: string;
  /** The number of the published root that covers it; null until then. Not part of what is hashed. */
  root: number | null;
};
interface StandingRow {
  _id: SubscriberId;
  ledgerId: LedgerId;
  /** The purposes agreed to, for finding and for asking about many people at once. */
  agreed: PurposeKey[];
  purposes: ({ purpose: PurposeKey } & PurposeStanding)[];
  /** Breaks, for finding; one that has ended stays until the next decision, and means nothing. */
  paused?: { purpose: PurposeKey; until: Date }[];
  /** What rests on a sale and not on a yes, for finding. */
  soft?: { purpose: PurposeKey; soldAt: Date }[];
  /** How often they want newsletters by e-mail; missing for every one. */
  frequency?: Frequency;
  /** By which ways nothing may be sent, whatever was agreed to. */
  suppressed?: SendingChannel[];
  /** How many lines the ledger has, and the hash of the last: what was cut off is missed. */
  lines?: number;
  head?: string | null;
}
interface EvidenceRow {
  _id: DecisionId;
  subscriber: SubscriberId;
  text: string;
  salt: string;
}

const mixed = mongoose.Schema.Types.Mixed;
const lineSchema = new mongoose.Schema(
  {
    _id: String,
    ledgerId: String,
    place: Number,
    purpose: String,
    act: String,
    wording: String,
    language: String,
    statementVersion: Number,
    form: String,
    page: String,
    channel: String,
    actor: mixed,
    at: Date,
    until: Date,
    recordedAt: Date,
    evidenceHash: String,
    previous: String,
    hash: String,
    root: Number,
  },
  { versionKey: false, collection: 'ledger' },
);
lineSchema.index({ ledgerId: 1, place: 1 }, { unique: true });
lineSchema.index({ root: 1, ledgerId: 1, place: 1 });
const standingSchema = new mongoose.Schema(
  {
    _id: String,
    ledgerId: String,
    agreed: [String],
    purposes: [mixed],
    paused: { type: [mixed], default: undefined },
    soft: { type: [mixed], default: undefined },
    frequency: String,
    suppressed: [String],
    lines: Number,
    head: String,
  },
  { versionKey: false, collection: 'standings' },
);
standingSchema.index({ agreed: 1 });
standingSchema.index({ ledgerId: 1 });
standingSchema.index({ frequency: 1 }, { sparse: true });
const evidenceSchema = new mongoose.Schema(
  { _id: String, subscriber: String, text: String, salt: String },
  { versionKey: false, collection: 'evidence' },
);
evidenceSchema.index({ subscriber: 1 });

/** Another first decision of the person was recorded at the same time, and their ledger has its id from that one. */
export class LedgerBegunElsewhere extends Error {}

/** What a person's ledger adds up to, and its last line; null where it has none. */
export interface KnownLedger {
  readonly ledgerId: LedgerId;
  readonly last: Pick<LedgerLine, 'place' | 'hash'> | null;
  readonly standing: Standing;
}

/** Further lines of a person's ledger, and what it adds up to with them. */
export interface Continued {
  readonly subscriber: SubscriberId;
  readonly ledgerId: LedgerId;
  /** Whether the ledger begins with these lines. */
  readonly isNew: boolean;
  readonly lines: readonly LedgerLine[];
  readonly standing: Standing;
  readonly evidence: readonly (Evidence & { readonly id: DecisionId })[];
}

const asStanding = (purposes: StandingRow['purposes']): Standing =>
  new Map(purposes.map(({ purpose, ...rest }) => [purpose, rest]));
const asLine = ({ _id, root: _, ...line }: LineRow): LedgerLine => ({ ...line, id: _id });

/** When it is asked, and since when a sale counts; null: not at all. */
export interface AsOf {
  readonly now: Date;
  readonly salesSince: Date | null;
}

/** Who agreed to the purpose, or bought lately, and can be sent something for it. */
const receiving = (purpose: PurposeKey, { salesSince }: AsOf) => ({
  agreed: purpose,
  soft: { $not: { $elemMatch: { purpose, ...(salesSince ? { soldAt: { $lt: salesSince } } : {}) } } },
  suppressed: { $not: { $all: [...waysOf(purpose)] } },
});

/** A mail may go to the address, whatever the person agreed to. */
const notSuppressed = { suppressed: { $ne: 'email' as const } };

/** Opens the three collections. */
export function openLedgerStore(db: Db) {
  const model = <Row>(name: string, schema: mongoose.Schema) =>
    db.connection.model<Row>(name, schema as unknown as mongoose.Schema<Row>);
  const lines = model<LineRow>('LedgerLine', lineSchema);
  const standings = model<StandingRow>('Standing', standingSchema);
  const evidence = model<EvidenceRow>('Evidence', evidenceSchema);
  /** Chains the lines to what the ledger has; answers the last one. */
  const addLines = async (added: readonly LedgerLine[], tx: Tx): Promise<void> => {
    const rows = added.map(({ id, ...line }) => ({ ...line, _id: id, root: null }));
    // Straight to the driver: nothing here needs Mongoose's casting, which costs more than the rest.
    await lines.collection.insertMany(rows as never[], { session: tx, ignoreUndefined: true });
  };
  return {
    collections: ['ledger', 'standings', 'evidence'],

    /** The ledgers of these people as they stand; who never decided anything has none. */
    ledgersOf: async (
      subscribers: readonly SubscriberId[],
      tx?: Tx,
    ): Promise<ReadonlyMap<SubscriberId, KnownLedger>> => {
      const rows = await standings
        .find({ _id: { $in: [...subscribers] } }, null, tx ? { session: tx } : {})
        .hint({ _id: 1 })
        .lean<StandingRow[]>();
      return new Map(
        rows.map(({ _id, ledgerId, purposes, lines: count, head }) => {
          const last = count && head ? { place: count - 1, hash: head } : null;
          return [_id, { ledgerId, last, standing: asStanding(purposes) }];
        }),
      );
    },
    /** Adds lines of somebody whom the database does not know any more. */
    appendOfNobody: async (decisions: readonly Decision[], tx: Tx) => {
      const last = await lines
        .findOne({ ledgerId: decisions[0]!.ledgerId }, { place: 1, hash: 1 }, { session: tx })
        .sort({ place: -1 })
        .lean<LineRow>();
      await addLines(chainLines(decisions, last), tx);
    },
    /** Adds the lines, and what they add up to; with the first of them the person's ledger begins. Throws LedgerBegunElsewhere. */
    append: async (ledgers: readonly Continued[], tx: Tx) => {
      const session = { session: tx };
      const texts = ledgers.flatMap(({ subscriber, evidence: shown }) =>
        shown.map(({ id, ...rest }) => ({ ...rest, _id: id, subscriber })),
      );
      await addLines(
        ledgers.flatMap((one) => one.lines),
        tx,
      );
      await standings.collection
        .bulkWrite(ledgers.map(asWrite) as never[], { ...session, ignoreUndefined: true })
        .catch((error: unknown) => {
          throw isDuplicateKey(error) ? new LedgerBegunElsewhere() : error;
        });
      if (texts.length > 0) await evidence.insertMany(texts, session);
    },
    standing: async (subscriber: SubscriberId, tx?: Tx): Promise<Standing> => {
      const row = await standings.findById(subscriber, null, tx ? { session: tx } : {}).lean<StandingRow>();
      return asStanding(row?.purposes ?? []);
    },
    history: async (subscriber: SubscriberId): Promise<readonly Decision[]> => {
      const standing = await standings.findById(subscriber).lean<StandingRow>();
      if (!standing) return [];
      const [rows, texts] = await Promise.all([
        lines.find({ ledgerId: standing.ledgerId }).sort({ place: 1 }).lean<LineRow[]>(),
        evidence.find({ subscriber }).lean<EvidenceRow[]>(),
      ]);
      const evidenceOf = new Map(texts.map(({ _id, text, salt }) => [_id, { text, salt }]));
      return rows.map((row) => ({ ...asLine(row), evidence: evidenceOf.get(row._id) }));
    },
    /** One line of the person's own ledger. */
    lineOf: async (subscriber: SubscriberId, id: DecisionId): Promise<LedgerLine | null> => {
      const standing = await standings.findById(subscriber).lean<StandingRow>();
      if (!standing) return null;
      const row = await lines.findOne({ _id: id, ledgerId: standing.ledgerId }).lean<LineRow>();
      return row && asLine(row);
    },
    /** What many people agreed to and take no break from, by one query on the ids (the planner was seen to prefer worse indexes). */
    agreedOf: async (subscribers: readonly SubscriberId[], asOf: AsOf, tx?: Tx) => {
      const rows = await standings
        .find(
          { _id: { $in: [...subscribers] } },
          { agreed: 1, suppressed: 1, paused: 1, soft: 1 },
          tx ? { session: tx } : {},
        )
        .hint({ _id: 1 })
        .lean<StandingRow[]>();
      return new Map(
        rows.map((row) => [
          row._id,
          inForce(row, asOf).filter((purpose) => !isBlocked(purpose, row.suppressed ?? [])),
        ]),
      );
    },
    /** Who of many people agrees to the purpose, and since when under which words. */
    agreedUnder: async (
      subscribers: readonly SubscriberId[],
      purpose: PurposeKey,
      tx?: Tx,
    ): Promise<ReadonlyMap<SubscriberId, PurposeStanding>> => {
      const rows = await standings
        .find({ _id: { $in: [...subscribers] }, agreed: purpose }, { purposes: 1 }, tx ? { session: tx } : {})
        .hint({ _id: 1 })
        .lean<StandingRow[]>();
      return new Map(
        rows.map(({ _id, purposes }) => [_id, purposes.find((row) => row.purpose === purpose)!]),
      );
    },
    frequency: async (subscriber: SubscriberId): Promise<Frequency> =>
      (await standings.findById(subscriber, { frequency: 1 }).lean<StandingRow>())?.frequency ?? 'every',
    setFrequency: async (subscriber: SubscriberId, frequency: Frequency): Promise<void> => {
      const change =
        frequency === 'every' ? { $unset: { frequency: true as const } } : { $set: { frequency } };
      await standings.updateOne({ _id: subscriber }, change);
    },
    /** Who of these takes a break from it, or wants fewer mails; everybody else is missing. */
    heldBack: async (
      subscribers: readonly SubscriberId[],
      purpose: PurposeKey,
      now: Date,
    ): Promise<Map<SubscriberId, HeldBack>> => {
      const limited = [{ paused: { $elemMatch: onBreak(purpose, now) } }, { frequency: { $in: lessOften } }];
      const rows = await standings
        .find({ _id: { $in: [...subscribers] }, $or: limited }, { paused: 1, frequency: 1 })
        .hint({ _id: 1 })
        .lean<StandingRow[]>();
      return new Map(
        rows.map(({ _id, paused, frequency }) => {
          const onHold = paused?.some((one) => one.purpose === purpose && one.until > now) ?? false;
          return [_id, { paused: onHold, quietMs: quietMs[frequency ?? 'every'] }];
        }),
      );
    },
    /** How many who agreed to it and take no break want fewer mails. */
    countLessOften: (purpose: PurposeKey, asOf: AsOf) =>
      standings.countDocuments({
        ...receiving(purpose, asOf),
        ...offBreak(purpose, asOf.now),
        frequency: { $in: lessOften },
      }),
    receivers: (purpose: PurposeKey, asOf: AsOf): AsyncIterable<SubscriberId> =>
      idsOf(
        standings
          .find({ ...receiving(purpose, asOf), ...offBreak(purpose, asOf.now) }, { _id: 1 })
          .lean<StandingRow[]>()
          .cursor({ batchSize: 5000 }),
      ),
    /** Who of these may be mailed at all: they are known, and their address is not suppressed. */
    mailable: async (subscribers: readonly SubscriberId[]): Promise<ReadonlySet<SubscriberId>> => {
      const rows = await standings
        .find({ _id: { $in: [...subscribers] }, ...notSuppressed }, { _id: 1 })
        .hint({ _id: 1 })
        .lean<StandingRow[]>();
      return new Set(rows.map(({ _id }) => _id));
    },
    everybodyMailable: (): AsyncIterable<SubscriberId> =>
      idsOf(standings.find(notSuppressed, { _id: 1 }).lean<StandingRow[]>().cursor({ batchSize: 5000 })),
    countMailable: () => standings.countDocuments(notSuppressed),
    countReceivers: (purpose: PurposeKey, asOf: AsOf) =>
      standings.countDocuments({ ...receiving(purpose, asOf), ...offBreak(purpose, asOf.now) }),
    countPaused: (purpose: PurposeKey, asOf: AsOf) =>
      standings.countDocuments({
        ...receiving(purpose, asOf),
        paused: { $elemMatch: onBreak(purpose, asOf.now) },
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
    /** Who agreed to the purpose under other words than these, in a span of time; also who is suppressed. */
    agreedToOthers: (
      purpose: PurposeKey,
      words: readonly string[],
      span: { readonly from?: Date; readonly before?: Date },
    ): AsyncIterable<SubscriberId> =>
      idsOf(
        standings
          .find({ agreed: purpose, purposes: underOthers(purpose, words, span) }, { _id: 1 })
          .lean<StandingRow[]>()
          .cursor({ batchSize: 1000 }),
      ),
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
        { $match: { 'purposes.purpose': purpose } },
        { $group: { _id: '$purposes.wording', people: { $sum: 1 } } },
      ]);
      return new Map(rows.map(({ _id, people }) => [_id ?? null, people]));
    },
    /** Puts every line of before that no root covers yet under this one, but for those that came too late for it. */
    coverBy: async (root: number, by: Date, tooLate: readonly DecisionId[] = []) => {
      const waiting = { root: null, recordedAt: { $lte: by }, _id: { $nin: [...tooLate] } };
      await lines.updateMany(waiting, { $set: { root } });
    },
    /** Lines under this root that were recorded by the moment of the one before, and came too late for that. */
    lateUnder: async (root: number, by: Date): Promise<readonly DecisionId[]> => {
      const rows = await lines.find({ root, recordedAt: { $lte: by } }, { _id: 1 }).lean<LineRow[]>();
      return rows.map(({ _id }) => _id);
    },
    /** Whose ledger it is; null when nobody's any more, or not known here. */
    subscriberOf: async (ledgerId: LedgerId): Promise<SubscriberId | null> => {
      const row = await standings.findOne({ ledgerId }, { _id: 1 }).lean<StandingRow>();
      return row?._id ?? null;
    },
    /** Which of these decisions are in the ledger. */
    known: async (ids: readonly DecisionId[]): Promise<ReadonlySet<DecisionId>> => {
      const rows = await lines.find({ _id: { $in: [...ids] } }, { _id: 1 }).lean<LineRow[]>();
      return new Set(rows.map(({ _id }) => _id));
    },
    /** The hashes of the lines under a root, in the order of its leaves. */
    hashesUnder: async function* (root: number): AsyncIterable<string> {
      const order = { root: 1, ledgerId: 1, place: 1 } as const;
      const rows = lines
        .find({ root }, { hash: 1 })
        .sort(order)
        .lean<LineRow[]>()
        .cursor({ batchSize: 5000 });
      for await (const { hash } of rows) yield hash;
    },
    /** Every line with the root that covers it, ledger by ledger. */
    everyLine: async function* (): AsyncIterable<{
      readonly line: LedgerLine;
      readonly root: number | null;
    }> {
      const rows = lines.find().sort({ ledgerId: 1, place: 1 }).lean<LineRow[]>().cursor({ batchSize: 5000 });
      for await (const row of rows) yield { line: asLine(row), root: row.root };
    },
    /** Every piece of evidence with the line that it belongs to, as far as there is one. */
    everyEvidence: async function* (): AsyncIterable<{
      readonly id: DecisionId;
      readonly evidence: Evidence;
      readonly line: LedgerLine | null;
    }> {
      const rows = evidence.find().lean<EvidenceRow[]>().cursor({ batchSize: 500 });
      for await (const some of inBatches(rows, 500)) {
        const found = await lines.find({ _id: { $in: some.map(({ _id }) => _id) } }).lean<LineRow[]>();
        const lineOf = new Map(found.map((row) => [row._id, asLine(row)]));
        for (const { _id, text, salt } of some)
          yield { id: _id, evidence: { text, salt }, line: lineOf.get(_id) ?? null };
      }
    },
    /** What the standings say of these ledgers; one whose person was erased is missing. */
    standingsOf: async (ledgers: readonly LedgerId[]) => {
      const rows = await standings.find({ ledgerId: { $in: [...ledgers] } }).lean<StandingRow[]>();
      return new Map(
        rows.map(({ ledgerId, purposes, lines: count, head }) => {
          return [ledgerId, { standing: asStanding(purposes), lines: count ?? 0, head: head ?? null }];
        }),
      );
    },
    setSuppressed: async (subscriber: SubscriberId, suppressed: readonly SendingChannel[], tx: Tx) => {
      await standings.updateOne(
        { _id: subscriber },
        { $set: { suppressed: [...suppressed] } },
        { session: tx },
      );
    },
    /** Destroys the link from the person to the ledger, and the evidence; the lines stay under their random id (PRIV-3). */
    erase: async (subscriber: SubscriberId, tx: Tx) => {
      await standings.deleteOne({ _id: subscriber }, { session: tx });
      await evidence.deleteMany({ subscriber }, { session: tx });
    },
  };
}

const lessOften = frequencies.filter((frequency) => quietMs[frequency] > 0);
const onBreak = (purpose: PurposeKey, now: Date) => ({ purpose, until: { $gt: now } });
const offBreak = (purpose: PurposeKey, now: Date) => ({
  paused: { $not: { $elemMatch: onBreak(purpose, now) } },
});

function inForce({ agreed, paused, soft }: StandingRow, { now, salesSince }: AsOf): readonly PurposeKey[] {
  const onHold = new Set(paused?.flatMap(({ purpose, until }) => (until > now ? [purpose] : [])));
  const tooLongAgo = new Set(
    soft?.flatMap(({ purpose, soldAt }) => (salesSince && soldAt >= salesSince ? [] : [purpose])),
  );
  return agreed.filter((purpose) => !onHold.has(purpose) && !tooLongAgo.has(purpose));
}

export type LedgerStore = ReturnType<typeof openLedgerStore>;

function asWrite({ subscriber, ledgerId, isNew, lines, standing }: Continued) {
  const purposes = [...standing].map(([purpose, rest]) => ({ purpose, ...rest }));
  const agreed = purposes.filter((row) => row.agreed).map((row) => row.purpose);
  const paused = purposes.flatMap(({ purpose, pausedUntil: until }) => (until ? [{ purpose, until }] : []));
  const soft = purposes.flatMap(({ purpose, soldAt }) => (soldAt ? [{ purpose, soldAt }] : []));
  const { place, hash } = lines.at(-1)!;
  const now = { purposes, agreed, paused, soft, lines: place + 1, head: hash };
  return isNew
    ? { insertOne: { document: { _id: subscriber, ledgerId, ...now } } }
    : { updateOne: { filter: { _id: subscriber }, update: { $set: now } } };
}

async function* inBatches<Row>(rows: AsyncIterable<Row>, size: number): AsyncIterable<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function underOthers(
  purpose: PurposeKey,
  words: readonly string[],
  { from, before }: { readonly from?: Date; readonly before?: Date },
) {
  const since = { ...(from && { $gte: from }), ...(before && { $lt: before }) };
  return { $elemMatch: { purpose, wording: { $nin: [...words] }, ...(from || before ? { since } : {}) } };
}

async function* idsOf(rows: AsyncIterable<{ _id: SubscriberId }>): AsyncIterable<SubscriberId> {
  for await (const { _id } of rows) yield _id;
}
