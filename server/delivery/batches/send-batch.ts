/** Sends a batch, window by window, as long as the mailing goes on and the lease holds. */
import type { BatchRun } from './batch-run.ts';
import type { Batch } from './batches-store.ts';
import { type Room, sourceOf } from '../room.ts';
import { sendWindow } from './send-window.ts';
import { pauseMailing } from '../mailings/start-mailing.ts';
import { takeBatch } from './take-batch.ts';

/** Takes one batch and sends what is due in it; false when there is none. */
export async function sendNext(room: Room): Promise<boolean> {
  const batch = await takeBatch(room);
  if (!batch) return false;
  try {
    await sendBatch(room, batch);
  } finally {
    await giveBack(room, batch);
  }
  return true;
}

/** A batch with rows of which no outcome could be written stays held: who takes it over settles them. */
async function giveBack({ batches, batchRows }: Room, batch: Batch): Promise<void> {
  if (await batchRows.hasHandingOver(batch)) return;
  await batches.release(batch, await batchRows.nextDue(batch));
}

async function sendBatch(room: Room, batch: Batch): Promise<void> {
  const run = await prepare(room, batch);
  while (run && (await mayGoOn(room, run))) {
    const rows = await room.batchRows.due(batch, room.clock(), room.sizes.window);
    if (rows.length === 0) return;
    await sendWindow(room, run, rows);
  }
}

/** Null when the mailing is not being sent now, or its mails cannot be made: then it waits for a person. */
async function prepare(room: Room, batch: Batch): Promise<BatchRun | null> {
  const mailing = await room.mailings.find(batch.mailing);
  if (mailing?.state !== 'sending') return null;
  try {
    const source = sourceOf(room, mailing);
    const [render, openVersions, stillFits] = await Promise.all([
      source.render(mailing),
      source.openVersions(mailing),
      source.stillFits(mailing),
    ]);
    const { leaseUntil } = batch;
    return { mailing, batch, render, openVersions, stillFits, leaseUntil, stopped: false };
  } catch (err) {
    room.log.error({ err, mailing: mailing.id }, 'the mails of a mailing cannot be made');
    await pauseMailing(room, mailing.id, 'delivery:paused.content');
    return null;
  }
}

/** Pause and cancel take effect before the next window (DEL-4). */
async function mayGoOn(room: Room, run: BatchRun): Promise<boolean> {
  if (room.stopping || run.stopped) return false;
  const mailing = await room.mailings.find(run.batch.mailing);
  return mailing?.state === 'sending';
}
