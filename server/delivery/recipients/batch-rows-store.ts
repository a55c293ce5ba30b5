/** Works on the rows of one batch for the worker that holds it. */
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Batch } from '../batches/batches-store.ts';
import { cancelled, key, type RecipientRows, type Row } from './recipient-rows-store.ts';
import { providerOf } from '../figures/providers.ts';
import type { RecipientState, RowChange, Tried } from './recipient-state.ts';

/** A row that a worker is about to send. */
export interface Recipient extends Tried {
  readonly subscriber: SubscriberId;
  readonly version: string;
  readonly place: number;
}

/** A row that a former worker marked and wrote no outcome of. */
export interface Lost extends Recipient {
  /** The file and the number of its window. */
  readonly window: string;
}

export type BatchRowsStore = ReturnType<typeof openBatchRowsStore>;

/** Works on the collection. */
export function openBatchRowsStore(rows: RecipientRows) {
  return {
    /** A takeover shuts the former worker out of every row it has not begun (DEL-3). */
    raiseFence: async (batch: Batch): Promise<void> => {
      const older = { ...inBatch(batch), state: 'pending' as const, fence: { $lt: batch.fence } };
      await rows.updateMany(older, { $set: { fence: batch.fence } });
    },
    /** Rows that the former worker was handing over. */
    lost: async (batch: Batch): Promise<Lost[]> => {
      const older = { ...inBatch(batch), state: 'handing-over' as const, fence: { $lt: batch.fence } };
      return (await rows.find(older).lean<Row[]>()).map((row) => ({
        ...plain(row),
        window: row.window ?? '',
      }));
    },
    due: async (batch: Batch, now: Date, limit: number): Promise<Recipient[]> => {
      const pending = { ...mine(batch), ...inBatch(batch), nextTryAt: { $lte: now } };
      return (await rows.find(pending).sort({ place: 1 }).limit(limit).lean<Row[]>()).map(plain);
    },
    /** When the next row of the batch is due; null when none is left to send. */
    nextDue: async (batch: Batch): Promise<Date | null> => {
      const next = await rows
        .findOne({ ...inBatch(batch), state: 'pending' }, { nextTryAt: 1 })
        .sort({ nextTryAt: 1 })
        .lean<Row>();
      return next?.nextTryAt ?? null;
    },
    hasHandingOver: async (batch: Pick<Batch, 'mailing' | 'number'>): Promise<boolean> =>
      (await rows.exists({ ...inBatch(batch), state: 'handing-over' })) !== null,
    /**
     * Marks the rows of a window, each with the version that goes out, by one conditional write; answers which of them
     * took the mark, read back. A row that did not is no longer this worker's to send.
     */
    mark: async (
      batch: Batch,
      window: string,
      toMark: readonly Recipient[],
      at: Date,
    ): Promise<Set<SubscriberId>> => {
      const keysOf = (those: readonly Recipient[]) => ({
        $in: those.map(({ subscriber }) => key(batch.mailing, subscriber)),
      });
      const mark = { state: 'handing-over' as const, fence: batch.fence, window };
      await rows.bulkWrite(
        [...new Set(toMark.map(({ version }) => version))].map((version) => ({
          updateMany: {
            filter: { ...mine(batch), _id: keysOf(toMark.filter((row) => row.version === version)) },
            update: { $set: { ...mark, version, at, nextTryAt: null } },
          },
        })),
        { ordered: false },
      );
      const marked = { ...mark, _id: keysOf(toMark) };
      return new Set((await rows.find(marked, { _id: 1 }).lean<Row[]>()).map(({ _id }) => _id.s));
    },
    skipPending: async (batch: Batch, now: Date): Promise<void> => {
      await rows.updateMany({ ...inBatch(batch), state: 'pending' }, { $set: cancelled(now) });
    },
    /** Writes many outcomes at once; a row that somebody took over or erased stays as it is. */
    record: async (
      { mailing, fence }: Batch,
      changes: readonly {
        readonly before: Recipient;
        readonly change: RowChange;
        readonly email?: string | undefined;
      }[],
    ): Promise<void> => {
      if (changes.length === 0) return;
      await rows.bulkWrite(
        changes.map(({ before, change, email }) => ({
          updateOne: {
            filter: { _id: key(mailing, before.subscriber), state: before.state, fence: { $lte: fence } },
            update: { $set: { ...change, fence, ...(email && { provider: providerOf(email) }) } },
          },
        })),
        { ordered: false },
      );
    },
  };
}

function inBatch({ mailing, number }: Pick<Batch, 'mailing' | 'number'>) {
  return { '_id.m': mailing, batch: number };
}

/** Nobody who took the batch over has raised the fence above the worker's own. */
function mine({ fence }: Batch) {
  return { state: 'pending' as const satisfies RecipientState, fence: { $lte: fence } };
}

function plain({ _id, version, place, state, tries, firstTriedAt }: Row): Recipient {
  return { subscriber: _id.s, version, place, state, tries, firstTriedAt: firstTriedAt ?? null };
}
