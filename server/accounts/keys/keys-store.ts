/** Keeps the keys of the programming interface, by the hashes of their tokens. */
import mongoose from 'mongoose';
import type { Db } from '../../platform/db/index.ts';
import type { ApiKey, KeyId } from './key.ts';

type Row = Omit<ApiKey, 'id'> & { _id: KeyId; hash: string };

const collection = 'api_keys';
const schema = new mongoose.Schema(
  {
    ...{ _id: String, name: String, scopes: [String], hash: String },
    ...{ madeBy: String, madeAt: Date, lastUsedAt: Date, revokedAt: Date },
  },
  { versionKey: false, collection },
);
schema.index({ hash: 1 }, { unique: true });

/** Opens the collection. */
export function openKeysStore(db: Db) {
  const keys = db.connection.model<Row>('ApiKey', schema as unknown as mongoose.Schema<Row>);
  const plain = ({ _id, hash: _, ...rest }: Row): ApiKey => ({ ...rest, id: _id });
  return {
    collection,
    add: async ({ id, ...rest }: ApiKey, hash: string): Promise<void> => {
      await keys.create({ ...rest, _id: id, hash });
    },
    /** The newest first; revoked ones stay, so that it can be seen who made them. */
    list: async (): Promise<readonly ApiKey[]> =>
      (await keys.find().sort({ madeAt: -1 }).lean<Row[]>()).map(plain),
    /** The key with this hash that is not revoked. */
    findByHash: async (hash: string): Promise<ApiKey | null> => {
      const row = await keys.findOne({ hash, revokedAt: null }).lean<Row>();
      return row && plain(row);
    },
    noteUse: async (id: KeyId, day: Date): Promise<void> => {
      await keys.updateOne({ _id: id }, { $set: { lastUsedAt: day } });
    },
    /** False where there is no such key, or it is revoked already. */
    revoke: async (id: KeyId, at: Date): Promise<boolean> =>
      (await keys.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: at } })).modifiedCount === 1,
  };
}

export type KeysStore = ReturnType<typeof openKeysStore>;
