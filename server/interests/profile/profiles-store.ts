/** Keeps the strength of each topic a person is interested in, as the daily job left it. */
import { Schema } from 'mongoose';
import type { Db, Tx } from '../../platform/db/index.ts';
import { newId, type SubscriberId } from '../../platform/ids/index.ts';

export interface Strength {
  readonly subscriber: SubscriberId;
  readonly topic: string;
  readonly strength: number;
}
type Row = Strength & { readonly _id: string };

const schema = new Schema<Row>(
  { _id: String, subscriber: String, topic: String, strength: Number },
  { versionKey: false },
).index({ subscriber: 1, topic: 1 }, { unique: true });

export type ProfilesStore = ReturnType<typeof openProfilesStore>;

/** Opens the collection. */
export function openProfilesStore({ connection }: Db) {
  const rows = connection.model<Row>('Profile', schema, 'profiles');
  return {
    collection: 'profiles',

    among: async (subscribers: readonly SubscriberId[], tx: Tx): Promise<readonly Strength[]> =>
      rows
        .find({ subscriber: { $in: [...subscribers] } }, { _id: 0 })
        .session(tx)
        .lean<Strength[]>(),
    /** Writes what is new or different, and removes what is over. */
    change: async (
      write: readonly Strength[],
      remove: readonly Pick<Strength, 'subscriber' | 'topic'>[],
      tx: Tx,
    ): Promise<void> => {
      const writes = [
        ...write.map(({ subscriber, topic, strength }) => ({
          updateOne: {
            filter: { subscriber, topic },
            update: { $set: { strength }, $setOnInsert: { _id: newId() } },
            upsert: true,
          },
        })),
        ...remove.map(({ subscriber, topic }) => ({ deleteOne: { filter: { subscriber, topic } } })),
      ];
      if (writes.length > 0) await rows.bulkWrite(writes, { session: tx, ordered: false });
    },
    /** All rows, person by person. */
    all: (): AsyncIterable<Strength> =>
      rows
        .find({}, { _id: 0 })
        .sort({ subscriber: 1, topic: 1 })
        .lean<Strength[]>()
        .cursor({ batchSize: 5000 }),
    removeTopic: async (subscriber: SubscriberId, topic: string, tx: Tx): Promise<void> => {
      await rows.deleteOne({ subscriber, topic }, { session: tx });
    },
    removePerson: async (subscriber: SubscriberId, tx: Tx): Promise<void> => {
      await rows.deleteMany({ subscriber }, { session: tx });
    },
  };
}
