/** Keeps in MongoDB what staff set about servers, rates and hours, as one document. */
import mongoose from 'mongoose';
import type { Db } from '../../platform/db/index.ts';
import { type PaceSettings, type Rates, type ServerSettings, usualPace } from './words.ts';

type Row = PaceSettings & { _id: string };

export type PaceSettingsStore = ReturnType<typeof openPaceSettingsStore>;

const collection = 'pace_settings';
const mixed = mongoose.Schema.Types.Mixed;
const schema = new mongoose.Schema(
  {
    ...{ _id: String, installation: Number, domain: Number },
    ...{ domains: { type: [mixed] }, quiet: mixed, servers: { type: [mixed] } },
  },
  { versionKey: false, collection },
);
const only = { _id: 'pace' };

/** Opens the collection. */
export function openPaceSettingsStore(db: Db) {
  const rows = db.connection.model<Row>('PaceSettings', schema as unknown as mongoose.Schema<Row>);
  return {
    collection,
    read: async (): Promise<PaceSettings> => ({
      ...usualPace,
      ...(await rows.findOne(only, { _id: 0 }).lean<PaceSettings>()),
    }),
    changeRates: async (rates: Rates): Promise<void> => {
      await rows.updateOne(only, { $set: rates }, { upsert: true });
    },
    changeServer: async (server: ServerSettings): Promise<void> => {
      const others = { $pull: { servers: { name: server.name } } };
      await db.transaction(async (tx) => {
        await rows.updateOne(only, others, { upsert: true, session: tx });
        await rows.updateOne(only, { $push: { servers: server } }, { session: tx });
      });
    },
  };
}
