/** Works on the rows of one batch for the worker that holds it. */
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Batch } from '../batches/batches-store.ts';
import { key, type RecipientRows, type Row } from './recipient-rows-store.ts';
import type { RecipientState, RowChange, Tried } from './recipient-state.ts';

/** A row that a worker is about to send. */
export interface Recipient extends Tried {
  readonly subscriber: SubscriberId;
  readonly version: string;
}

export type BatchRowsStore = ReturnType<typeof openBatchRowsStore>;

/** Works on the collection. */
export function openBatchRowsStore(rows: RecipientRows) {
  return {
    /** A takeover shuts the former worker out of every row it has not begun (DEL-3). */
    raiseFence: async (batch: Batch): Promise<void> => {
      await rows.updateMany(inBatch(batch, 'pending'), { $set: { fence: batch.fence } });
    },
    /** Rows that the former worker was handing over. */
    lost: async (batch: Batch): Promise<Recipient[]> => {
      const found = await rows
        .find({ ...inBatch(batch, 'handing-over'), fence: { $lt: batch.fence } })
        .lean<Row[]>();
      return found.map(plain);
    },
    due: async (batch: Batch, now: Date, limit: number): Promise<Recipient[]> => {
      const pending = { ...inBatch(batch, 'pending'), fence: batch.fence, nextTryAt: { $lte: now } };
      return (await rows.find(pending).sort({ place: 1 }).limit(limit).lean<Row[]>()).map(plain);
    },
    /** When the next row of the batch is due; null when none is left to send. */
    nextDue: async (batch: Batch): Promise<Date | null> => {
      const next = await rows
        .findOne(inBatch(batch, 'pending'), { nextTryAt: 1 })
        .sort({ nextTryAt: 1 })
        .lean<Row>();
      return next?.nextTryAt ?? null;
    },
    hasHandingOver: async (batch: Batch): Promise<boolean> =>
      (await rows.exists(inBatch(batch, 'handing-over'))) !== null,
    /** Writes that the hand-over begins; false when the row is no longer this worker's to send. */
    mark: async (
      batch: Batch,
      { subscriber }: Recipient,
      change: RowChange & Pick<Row, 'version' | 'provider'>,
    ): Promise<boolean> => {
      const mine = { _id: key(batch.mailing, subscriber), state: 'pending' as const, fence: batch.fence };
      return (await rows.updateOne(mine, { $set: change })).modifiedCount === 1;
    },
    /** Writes many outcomes at once; a row that somebody took over or erased stays as it is. */
    record: async (
      { mailing, fence }: Batch,
      changes: readonly { readonly before: Recipient; readonly change: RowChange }[],
    ): Promise<void> => {
      if (changes.length === 0) return;
      await rows.bulkWrite(
        changes.map(({ before, change }) => ({
          updateOne: {
            filter: { _id: key(mailing, before.subscriber), state: before.state, fence: { $lte: fence } },
            update: { $set: change },
          },
        })),
        { ordered: false },
      );
    },
  };
}

function inBatch({ mailing, number }: Batch, state: RecipientState) {
  return { '_id.m': mailing, batch: number, state };
}

function plain({ _id, version, state, tries, firstTriedAt }: Row): Recipient {
  return { subscriber: _id.s, version, state, tries, firstTriedAt: firstTriedAt ?? null };
}
