/** Keeps the published roots of the ledger, and who is making one. */
import mongoose from 'mongoose';
import { MINUTE_MS, plus } from '../platform/clock/index.ts';
import { type Db, isDuplicateKey, type Tx } from '../platform/db/index.ts';
import type { LedgerRoot } from './proof/root.ts';

type Row = Omit<LedgerRoot, 'number'> & { _id: number };

const rootSchema = new mongoose.Schema<Row>(
  {
    _id: Number,
    installation: String,
    at: Date,
    root: String,
    previous: String,
    lines: Number,
    total: Number,
    publicKey: String,
    signature: String,
  },
  { versionKey: false, collection: 'ledger_roots' },
);
const leaseSchema = new mongoose.Schema<{ _id: string; until: Date }>(
  { _id: String, until: Date },
  { versionKey: false, collection: 'ledger_leases' },
);

/** Opens both collections. */
export function openRootsStore(db: Db) {
  const roots = db.connection.model<Row>('LedgerRoot', rootSchema);
  const leases = db.connection.model<{ _id: string; until: Date }>('LedgerLease', leaseSchema);
  const plain = ({ _id, ...rest }: Row): LedgerRoot => ({ ...rest, number: _id });
  return {
    collections: ['ledger_roots', 'ledger_leases'],
    last: async () => {
      const row = await roots.findOne().sort({ _id: -1 }).lean<Row>();
      return row && plain(row);
    },
    all: async () => (await roots.find().sort({ _id: 1 }).lean<Row[]>()).map(plain),
    add: async ({ number, ...rest }: LedgerRoot, tx: Tx) => {
      await roots.create([{ ...rest, _id: number }], { session: tx });
    },
    /** Whether this process may make a root now: one at a time, for ten minutes. */
    lease: async (at: Date): Promise<boolean> => {
      const until = plus(at, 10 * MINUTE_MS);
      try {
        const free = { _id: 'root', until: { $lte: at } };
        await leases.updateOne(free, { $set: { until } }, { upsert: true });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    release: async (at: Date) => {
      await leases.updateOne({ _id: 'root' }, { $set: { until: at } });
    },
  };
}

export type RootsStore = ReturnType<typeof openRootsStore>;
