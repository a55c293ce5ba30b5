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
    write: async (part: Partial<ShopSettings>): Promise<void> => {
      await settings.updateOne({ _id: 'shop' }, { $set: part }, { upsert: true });
    },
  };
}
