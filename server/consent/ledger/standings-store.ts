/** Keeps what each person's ledger adds up to, one document a person: the only link from the person to the ledger. */
import mongoose from 'mongoose';
import { type Db, inOneAnswer, insertPlain, isDuplicateKey, type Tx } from '../../platform/db/index.ts';
import { askTogether } from '../../platform/gather/index.ts';
import type { DecisionId, LedgerId, SubscriberId } from '../../platform/ids/index.ts';
import type { Frequency } from '../frequency.ts';
import type { Evidence } from '../proof/commit-evidence.ts';
import type { LedgerLine } from '../proof/hash-line.ts';
import type { PurposeKey, PurposeStanding, SendingChannel, Standing } from '../words.ts';

export interface StandingRow {
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
const mixed = mongoose.Schema.Types.Mixed;
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
// Only the few who take a break are in it.
standingSchema.index(
  { 'paused.until': 1 },
  { partialFilterExpression: { 'paused.until': { $exists: true } } },
);

/** Another first decision of the person was recorded at the same time, and their ledger has its id from that one. */
export class LedgerBegunElsewhere extends Error {}

/** What a person's ledger adds up to, and its last line; null where it has none. */
export interface KnownLedger {
  readonly ledgerId: LedgerId;
  readonly last: Pick<LedgerLine, 'place' | 'hash'> | null;
  readonly standing: Standing;
  readonly blocked: readonly SendingChannel[];
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

/** The collection, for the stores that ask it. */
export function standingsModel(db: Db) {
  return db.connection.model<StandingRow>(
    'Standing',
    standingSchema as unknown as mongoose.Schema<StandingRow>,
  );
}

/** Opens the collection. */
export function openStandingsStore(db: Db) {
  const standings = standingsModel(db);
  const ledgersOf = async (
    subscribers: readonly SubscriberId[],
    tx?: Tx,
  ): Promise<ReadonlyMap<SubscriberId, KnownLedger>> => {
    if (subscribers.length === 0) return new Map();
    const rows = await standings
      .find({ _id: { $in: [...subscribers] } }, null, tx ? { session: tx } : {})
      .hint({ _id: 1 })
      .batchSize(inOneAnswer)
      .lean<StandingRow[]>();
    return new Map(
      rows.map(({ _id, ledgerId, purposes, lines: count, head, suppressed: blocked = [] }) => {
        const last = count && head ? { place: count - 1, hash: head } : null;
        return [_id, { ledgerId, last, standing: asStanding(purposes), blocked }];
      }),
    );
  };
  const askAbout = askTogether((ids: readonly SubscriberId[]) => ledgersOf(ids));
  return {
    collections: ['standings'],

    /** The ledgers of these people as they stand; who never decided anything has none. */
    ledgersOf,
    /** Writes what further lines add up to. Throws LedgerBegunElsewhere. */
    save: async (ledgers: readonly Continued[], tx: Tx): Promise<void> => {
      const begun = ledgers.filter(({ isNew }) => isNew).map(asBegun);
      const changed = ledgers.filter(({ isNew }) => !isNew).map(asChange);
      const options = { session: tx, ignoreUndefined: true };
      try {
        await insertPlain(standings.collection, begun, tx);
        if (changed.length > 0) await standings.collection.bulkWrite(changed as never[], options);
      } catch (error) {
        throw isDuplicateKey(error) ? new LedgerBegunElsewhere() : error;
      }
    },
    ledgerOf: async (subscriber: SubscriberId, tx?: Tx): Promise<LedgerId | null> => {
      const found = standings.findById(subscriber, { ledgerId: 1 }, tx ? { session: tx } : {});
      return (await found.lean<StandingRow>())?.ledgerId ?? null;
    },
    /** Whose ledger it is; null when nobody's any more, or not known here. */
    subscriberOf: async (ledgerId: LedgerId): Promise<SubscriberId | null> => {
      const row = await standings.findOne({ ledgerId }, { _id: 1 }).lean<StandingRow>();
      return row?._id ?? null;
    },
    standing: async (subscriber: SubscriberId, tx?: Tx): Promise<Standing> => {
      const known = tx ? (await ledgersOf([subscriber], tx)).get(subscriber) : await askAbout(subscriber);
      return known?.standing ?? new Map();
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
    frequency: async (subscriber: SubscriberId): Promise<Frequency> =>
      (await standings.findById(subscriber, { frequency: 1 }).lean<StandingRow>())?.frequency ?? 'every',
    setFrequency: async (subscriber: SubscriberId, frequency: Frequency): Promise<void> => {
      const change =
        frequency === 'every' ? { $unset: { frequency: true as const } } : { $set: { frequency } };
      await standings.updateOne({ _id: subscriber }, change);
    },
    setSuppressed: async (blocked: ReadonlyMap<SubscriberId, readonly SendingChannel[]>, tx: Tx) => {
      if (blocked.size === 0) return;
      const writes = [...blocked].map(([_id, suppressed]) => ({
        updateOne: { filter: { _id }, update: { $set: { suppressed: [...suppressed] } } },
      }));
      await standings.bulkWrite(writes, { session: tx });
    },
    /** Destroys the link from the person to the ledger (PRIV-3). */
    eraseStanding: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      await standings.deleteOne({ _id: subscriber }, { session: tx });
    },
  };
}

function asBegun(ledger: Continued) {
  return { _id: ledger.subscriber, ledgerId: ledger.ledgerId, ...asStored(ledger) };
}

function asChange(ledger: Continued) {
  return { updateOne: { filter: { _id: ledger.subscriber }, update: { $set: asStored(ledger) } } };
}

function asStored({ lines, standing }: Continued) {
  const purposes = [...standing].map(([purpose, rest]) => ({ purpose, ...rest }));
  const agreed = purposes.filter((row) => row.agreed).map((row) => row.purpose);
  const paused = purposes.flatMap(({ purpose, pausedUntil: until }) => (until ? [{ purpose, until }] : []));
  const soft = purposes.flatMap(({ purpose, soldAt }) => (soldAt ? [{ purpose, soldAt }] : []));
  const { place, hash } = lines.at(-1)!;
  return { purposes, agreed, paused, soft, lines: place + 1, head: hash };
}
