/** Keeps the lines of the ledger, which are only ever added, and the evidence apart from them. */
import mongoose from 'mongoose';
import { inBatches } from '../../platform/batches/index.ts';
import { type Db, inOneAnswer, insertPlain, type Tx } from '../../platform/db/index.ts';
import type { DecisionId, ImportId, LedgerId } from '../../platform/ids/index.ts';
import type { Evidence } from '../proof/commit-evidence.ts';
import type { LedgerLine } from '../proof/hash-line.ts';
import { type Decision, noes, type Proof, type PurposeKey } from '../words.ts';

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
/** Found by the line that it belongs to; whose it is only the standing says. */
interface EvidenceRow {
  _id: DecisionId;
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
const evidenceSchema = new mongoose.Schema(
  { _id: String, text: String, salt: String },
  { versionKey: false, collection: 'evidence' },
);

const asLine = ({ _id, root: _, ...line }: LineRow): LedgerLine => ({ ...line, id: _id });

/** A piece of evidence, with the decision that it shows. */
type KeptEvidence = Evidence & { readonly id: DecisionId };

/** Opens both collections. */
export function openLinesStore(db: Db) {
  const model = <Row>(name: string, schema: mongoose.Schema) =>
    db.connection.model<Row>(name, schema as unknown as mongoose.Schema<Row>);
  const lines = model<LineRow>('LedgerLine', lineSchema);
  const evidence = model<EvidenceRow>('Evidence', evidenceSchema);
  return {
    collections: ['ledger', 'evidence'],

    addLines: async (added: readonly LedgerLine[], tx: Tx): Promise<void> => {
      const rows = added.map((line) => ({ ...line, _id: line.id, id: undefined, root: null }));
      await insertPlain(lines.collection, rows, tx);
    },
    addEvidence: async (texts: readonly KeptEvidence[], tx: Tx): Promise<void> => {
      const rows = texts.map(({ id, text, salt }) => ({ _id: id, text, salt }));
      await insertPlain(evidence.collection, rows, tx);
    },
    /** The evidence of one person's ledger. */
    eraseEvidence: async (ledgerId: LedgerId, tx: Tx): Promise<void> => {
      const rows = await lines.find({ ledgerId }, { _id: 1 }, { session: tx }).lean<LineRow[]>();
      await evidence.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { session: tx });
    },
    /** What shows these decisions; one that nothing shows is missing. */
    proofsOf: async (ids: readonly DecisionId[]): Promise<ReadonlyMap<DecisionId, Proof>> => {
      const among = (some: readonly DecisionId[]) => ({ _id: { $in: [...some] } });
      const texts = await evidence
        .find(among(ids), { text: 1 })
        .hint({ _id: 1 })
        .batchSize(inOneAnswer)
        .lean<EvidenceRow[]>();
      const proofs = new Map<DecisionId, Proof>(texts.map(({ _id, text }) => [_id, { evidence: text }]));
      const others = ids.filter((id) => !proofs.has(id));
      const rows = await lines
        .find(among(others), { page: 1 })
        .hint({ _id: 1 })
        .batchSize(inOneAnswer)
        .lean<LineRow[]>();
      for (const { _id, page } of rows) if (page !== null) proofs.set(_id, { page });
      return proofs;
    },
    /** What an import put into these ledgers. */
    decisionsBy: async (ledgers: readonly LedgerId[], by: ImportId): Promise<readonly Decision[]> => {
      const rows = await lines
        .find({ ledgerId: { $in: [...ledgers] }, 'actor.id': by })
        .hint({ ledgerId: 1, place: 1 })
        .lean<LineRow[]>();
      return rows.map(({ _id, place: _place, previous: _previous, hash: _hash, root: _root, ...line }) => {
        return { ...line, id: _id };
      });
    },
    /** What was ever said no to in these ledgers. */
    noesIn: async (ledgers: readonly LedgerId[], tx?: Tx) => {
      const found = new Map<LedgerId, Set<PurposeKey>>();
      if (ledgers.length === 0) return found;
      const rows = await lines
        .find({ ledgerId: { $in: [...ledgers] }, act: { $in: [...noes] } }, { ledgerId: 1, purpose: 1 })
        .hint({ ledgerId: 1, place: 1 })
        .batchSize(inOneAnswer)
        .session(tx ?? null)
        .lean<LineRow[]>();
      for (const { ledgerId, purpose } of rows)
        found.set(ledgerId, (found.get(ledgerId) ?? new Set()).add(purpose));
      return found;
    },
    /** Where a ledger ends; null where it has no line. */
    lastLine: (ledgerId: LedgerId, tx: Tx) =>
      lines
        .findOne({ ledgerId }, { place: 1, hash: 1 }, { session: tx })
        .sort({ place: -1 })
        .lean<Pick<LineRow, 'place' | 'hash'>>(),
    /** All lines of one person's ledger, with what shows them. */
    linesOf: async (ledgerId: LedgerId): Promise<readonly Decision[]> => {
      const rows = await lines.find({ ledgerId }).sort({ place: 1 }).lean<LineRow[]>();
      const texts = await evidence.find({ _id: { $in: rows.map(({ _id }) => _id) } }).lean<EvidenceRow[]>();
      const evidenceOf = new Map(texts.map(({ _id, text, salt }) => [_id, { text, salt }]));
      return rows.map((row) => ({ ...asLine(row), evidence: evidenceOf.get(row._id) }));
    },
    line: async (ledgerId: LedgerId, id: DecisionId): Promise<LedgerLine | null> => {
      const row = await lines.findOne({ _id: id, ledgerId }).lean<LineRow>();
      return row && asLine(row);
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
      // The driver's own cursor: millions of lines go through here.
      const rows = lines.collection.find({}, { sort: { ledgerId: 1, place: 1 }, batchSize: 5000 });
      for await (const row of rows as AsyncIterable<LineRow>) yield { line: asLine(row), root: row.root };
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
  };
}
