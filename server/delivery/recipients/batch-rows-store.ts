/** Works on the rows of one batch for the worker that holds it. */
import type mongoose from 'mongoose';
import { inOneAnswer } from '../../platform/db/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Batch } from '../batches/batches-store.ts';
import { cancelled, type RecipientRows, type Row } from './recipient-rows-store.ts';
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
    /** What may be sent now, in the order of places. */
    due: async (batch: Batch, now: Date): Promise<Recipient[]> => {
      const pending = { ...mine(batch), ...inBatch(batch), nextTryAt: { $lte: now } };
      return (
        await rows.find(pending, fieldsOfRecipient).sort({ place: 1 }).batchSize(inOneAnswer).lean<Row[]>()
      ).map(plain);
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
     * took the mark, read back unless all did. A row that did not is no longer this worker's to send.
     */
    mark: async (
      batch: Batch,
      window: string,
      toMark: readonly Recipient[],
      at: Date,
    ): Promise<Set<SubscriberId>> => {
      const mark = { state: 'handing-over' as const, fence: batch.fence, window };
      const { matchedCount } = await rows.bulkWrite(
        [...new Set(toMark.map(({ version }) => version))].map((version) => ({
          updateMany: {
            filter: {
              ...mine(batch),
              ...placesOf(
                batch,
                toMark.filter((row) => row.version === version),
              ),
            },
            update: { $set: { ...mark, version, at, nextTryAt: null } },
          },
        })),
        { ordered: false },
      );
      if (matchedCount === toMark.length) return new Set(toMark.map(({ subscriber }) => subscriber));
      const marked = { ...mark, ...placesOf(batch, toMark) };
      return new Set((await rows.find(marked, { _id: 1 }).lean<Row[]>()).map(({ _id }) => _id.s));
    },
    /** Has rows wait until their time, unless somebody took them over; no more changes than there are times. */
    putBack: async (
      batch: Batch,
      waiting: readonly { readonly row: Recipient; readonly until: Date }[],
    ): Promise<void> => {
      const times = [...new Set(waiting.map(({ until }) => until.getTime()))];
      if (times.length === 0) return;
      await rows.bulkWrite(
        times.map((time) => {
          const those = waiting.filter(({ until }) => until.getTime() === time);
          const theirs = placesOf(
            batch,
            those.map(({ row }) => row),
          );
          return {
            updateMany: {
              filter: { ...theirs, ...mine(batch) },
              update: { $set: { nextTryAt: new Date(time) } },
            },
          };
        }),
        { ordered: false },
      );
    },
    skipPending: async (batch: Batch, now: Date): Promise<void> => {
      await rows.updateMany({ ...inBatch(batch), state: 'pending' }, { $set: cancelled(now) });
    },
    /**
     * Writes many outcomes, all that were in one state by one update, in which each row finds its own values by its
     * place; a row that somebody took over or erased stays as it is.
     */
    record: async (batch: Batch, outcomes: readonly RowOutcome[]): Promise<void> => {
      for (const state of ['handing-over', 'pending'] as const) {
        for (const handedOver of [true, false]) {
          const alike = outcomes.filter(
            ({ before, email }) => before.state === state && (email !== undefined) === handedOver,
          );
          if (alike.length === 0) continue;
          const filter = {
            ...placesOf(
              batch,
              alike.map(({ before }) => before),
            ),
            state,
            fence: { $lte: batch.fence },
          };
          await rows.updateMany(filter, setByPlace(batch, alike), { updatePipeline: true });
        }
      }
    },
  };
}

/** What becomes of a row; `email` where its mail was handed over to. */
interface RowOutcome {
  readonly before: Recipient;
  readonly change: RowChange;
  readonly email?: string | undefined;
}

const fieldsOfRecipient = { version: 1, place: 1, state: 1, tries: 1, firstTriedAt: 1 };

function placesOf(batch: Batch, rows: readonly Recipient[]) {
  return { ...inBatch(batch), place: { $in: rows.map(({ place }) => place) } };
}

/** An update that gives each of these rows its own values, found by its place; a value that is the same for all is written once. */
function setByPlace({ fence }: Batch, outcomes: readonly RowOutcome[]): mongoose.PipelineStage[] {
  const first = Math.min(...outcomes.map(({ before }) => before.place));
  const changes = outcomes.map(({ change, email }) => ({
    ...change,
    fence,
    ...(email && { provider: providerOf(email) }),
  }));
  const index = { $subtract: ['$place', first] };
  const valueOf = (field: keyof (typeof changes)[number]) => {
    const values = changes.map((change) => change[field]);
    if (values.every((value) => isSame(value, values[0]))) return { $literal: values[0] };
    const byPlace: unknown[] = [];
    outcomes.forEach(({ before }, at) => (byPlace[before.place - first] = values[at]));
    return { $arrayElemAt: [{ $literal: Array.from(byPlace, (value) => value ?? null) }, index] };
  };
  const fields = Object.keys(changes[0]!) as (keyof (typeof changes)[number])[];
  return [{ $set: Object.fromEntries(fields.map((field) => [field, valueOf(field)])) }];
}

function isSame(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
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
