/** Keeps the settings as one document. */
import mongoose from 'mongoose';
import type { Db } from '../platform/db/index.ts';
import type { ShopSettings } from './shop-settings.ts';

const collection = 'settings';

/** Opens the collection. */
export function openSettingsStore(db: Db) {
  const schema = new mongoose.Schema({ _id: String }, { versionKey: false, strict: false, collection });
  const settings = db.connection.model<{ _id: string }>('Settings', schema);
  return {
    collection,
    read: async (): Promise<Partial<ShopSettings>> => {
      const found = await settings.findById('shop', { _id: 0 }).lean<Partial<ShopSettings>>();
      return found ?? {};
    },
    /** The value kept under the name; the first one offered stays. */
    once: async (name: string, value: string): Promise<string> => {
      const change = { $setOnInsert: { value } };
      const kept = await settings.findByIdAndUpdate(name, change, { upsert: true, returnDocument: 'after' });
      return (kept.toObject() as unknown as { value: string }).value;
    },
    /** Counts one more under the name, from 1. */
    countUp: async (name: string): Promise<number> => {
      const change = { $inc: { count: 1 } };
      const kept = await settings.findByIdAndUpdate(name, change, { upsert: true, returnDocument: 'after' });
      return (kept.toObject() as unknown as { count: number }).count;
    },
    countOf: async (name: string): Promise<number> =>
      (await settings.findById(name).lean<{ count: number }>())?.count ?? 0,
    raiseCount: async (name: string, to: number): Promise<void> => {
      await settings.updateOne({ _id: name }, { $max: { count: to } }, { upsert: true });
    },
    write: async (part: Partial<ShopSettings>): Promise<void> => {
      await settings.updateOne({ _id: 'shop' }, { $set: part }, { upsert: true });
    },
  };
}
