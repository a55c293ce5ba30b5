/** Keeps accounts in MongoDB. */
import mongoose from 'mongoose';
import type { Db, Tx } from '../platform/db/index.ts';
import type { AccountId } from '../platform/ids/index.ts';
import type { StoredAccount } from './account.ts';

type Row = Omit<StoredAccount, 'id'> & { _id: AccountId; closedAt: Date | null; checkedAt?: Date };

const collection = 'accounts';
const schema = new mongoose.Schema<Row>(
  {
    _id: String,
    email: String,
    name: String,
    roles: [String],
    language: String,
    passwordHash: String,
    generation: { type: Number, default: 1 },
    closedAt: { type: Date, default: null },
    checkedAt: Date,
  },
  { versionKey: false, collection },
);
// A closed account keeps its id and name, because the ledger names who acted, and gives its address free.
schema.index({ email: 1 }, { unique: true, partialFilterExpression: { email: { $type: 'string' } } });

type Change = Partial<Pick<StoredAccount, 'name' | 'language' | 'roles' | 'passwordHash'>>;

/** Opens the collection; closed accounts are found by nothing but `namesOf`. */
export function openAccountsStore(db: Db) {
  const accounts = db.connection.model<Row>('Account', schema);
  const open = { closedAt: null };
  const plain = ({ _id, closedAt: _c, checkedAt: _k, ...rest }: Row): StoredAccount => ({ ...rest, id: _id });
  return {
    collection,
    find: async (id: AccountId) => {
      const row = await accounts.findOne({ _id: id, ...open }).lean<Row>();
      return row && plain(row);
    },
    findByEmail: async (email: string) => {
      const row = await accounts.findOne({ email, ...open }).lean<Row>();
      return row && plain(row);
    },
    list: async () => (await accounts.find(open).sort({ name: 1 }).lean<Row[]>()).map(plain),
    count: () => accounts.countDocuments(open),
    insert: async ({ id, ...rest }: StoredAccount) => {
      await accounts.create({ ...rest, _id: id });
    },
    /** Changes what sessions do not depend on. */
    change: async (id: AccountId, part: Change) => {
      await accounts.updateOne({ _id: id, ...open }, { $set: part });
    },
    /** Changes roles or password and ends every session of the account. */
    changeAndEndSessions: async (id: AccountId, part: Change, tx?: Tx) => {
      const change = { $set: part, $inc: { generation: 1 } };
      await accounts.updateOne({ _id: id, ...open }, change, tx ? { session: tx } : {});
    },
    close: async (id: AccountId, at: Date, tx: Tx) => {
      const change = {
        $set: { closedAt: at, roles: [], passwordHash: '' },
        $unset: { email: 1 },
        $inc: { generation: 1 },
      };
      await accounts.updateOne({ _id: id, ...open }, change, { session: tx });
    },
    /** Counts administrators, and writes to each so that two changes at once collide instead of removing the last two. */
    holdAdministrators: async (at: Date, tx: Tx) => {
      const held = await accounts.updateMany(
        { roles: 'administrator', ...open },
        { $set: { checkedAt: at } },
        { session: tx },
      );
      return held.matchedCount;
    },
    namesOf: async (ids: readonly AccountId[]) => {
      const rows = await accounts.find({ _id: { $in: [...ids] } }, { name: 1 }).lean<Row[]>();
      return new Map(rows.map(({ _id, name }) => [_id, name]));
    },
  };
}

export type AccountsStore = ReturnType<typeof openAccountsStore>;
