/** Keeps the new addresses that wait to be confirmed by a link that is mailed to them. */
import mongoose from 'mongoose';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';

export interface AddressChange {
  /** What the link is about, in the place of a subscriber. */
  readonly id: SubscriberId;
  readonly subscriber: SubscriberId;
  /** The new address, normalised. */
  readonly email: string;
  readonly expiresAt: Date;
}

type Row = Omit<AddressChange, 'id'> & { _id: SubscriberId };
export type AddressChangesStore = ReturnType<typeof openAddressChangesStore>;

const collection = 'address_changes';
const schema = new mongoose.Schema<Row>(
  { _id: String, subscriber: String, email: String, expiresAt: Date },
  { versionKey: false, collection },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ subscriber: 1 });

/** Opens the collection. */
export function openAddressChangesStore(db: Db) {
  const changes = db.connection.model<Row>('AddressChange', schema);
  return {
    collection,
    add: async ({ id, ...rest }: AddressChange, tx: Tx): Promise<void> => {
      await changes.create([{ ...rest, _id: id }], { session: tx });
    },
    find: async (id: SubscriberId, now: Date): Promise<AddressChange | null> => {
      const row = await changes.findOne({ _id: id, expiresAt: { $gt: now } }).lean<Row>();
      return row && { id, subscriber: row.subscriber, email: row.email, expiresAt: row.expiresAt };
    },
    list: (subscriber: SubscriberId) => changes.find({ subscriber }, { _id: 0, subscriber: 0 }).lean<Row[]>(),
    /** All that wait for the person: after one is confirmed, the others no longer count. */
    erase: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      await changes.deleteMany({ subscriber }, { session: tx });
    },
  };
}
