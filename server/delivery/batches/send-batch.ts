/** Sends a batch, window by window, as long as the mailing goes on and the lease holds. */
import type { HandOverFile } from '../hand-overs/hand-over-file.ts';
import { pauseMailing } from '../mailings/start-mailing.ts';
import { type Room, sourceOf } from '../room.ts';
import type { BatchRun } from './batch-run.ts';
import type { Batch } from './batches-store.ts';
import { sendWindow } from './send-window.ts';
import { settleLost } from './settle-lost.ts';
import { takeBatch } from './take-batch.ts';
import { waitUntil } from './wait-until.ts';

/** Takes one batch and sends what is due in it; false when there is none. */
export async function sendNext(room: Room): Promise<boolean> {
  // Measured from before the claim, so that it ends for us before it ends for anybody else.
  const leaseEndsAt = room.stopwatch() + room.leaseMs;
  const claim = await takeBatch(room);
  if (!claim) return false;
  const { batch } = claim;
  let file: HandOverFile | null = null;
  let givenBack = false;
  try {
    if (claim.abandoned) await settleLost(room, claim);
    file = room.handOvers.open(batch);
    await sendBatch(room, batch, file, leaseEndsAt);
    givenBack = await giveBack(room, batch);
  } finally {
    if (givenBack) file?.remove();
    else {
      // What it left is settled by the next claim, which need not wait for the end of the lease.
      file?.close();
      room.handOvers.giveUp(batch.file);
    }
  }
  return true;
}

/** False where rows have no outcome yet: then it stays held, and whoever takes it over settles them. */
async function giveBack({ batches, batchRows, mailings, clock }: Room, batch: Batch): Promise<boolean> {
  if (await batchRows.hasHandingOver(batch)) return false;
  // What came back after the cancelling is skipped like the rest.
  const mailing = await mailings.find(batch.mailing);
  if (mailing?.state === 'cancelled') await batchRows.skipPending(batch, clock());
  await batches.release(batch, await batchRows.nextDue(batch));
  return true;
}

async function sendBatch(room: Room, batch: Batch, file: HandOverFile, leaseEndsAt: number): Promise<void> {
  const run = await prepare(room, batch, file, leaseEndsAt);
  while (run && goesOn(room, run)) {
    const rows = await room.batchRows.due(batch, room.clock());
    if (rows.length === 0) return;
    for (let at = 0; at < rows.length && goesOn(room, run); at += room.sizes.window) {
      const closed = await sendWindow(room, run, rows.slice(at, at + room.sizes.window));
      if (!closed) continue;
      if (!(await waitUntil(room, closed))) return;
      // Those that had to wait come first again.
      break;
    }
  }
}

function goesOn({ stopping }: Room, { stopped }: BatchRun): boolean {
  return !stopping && !stopped;
}

/** Null when the mailing is not being sent now, or its mails cannot be made: then it waits for a person. */
async function prepare(
  room: Room,
  batch: Batch,
  file: HandOverFile,
  leaseEndsAt: number,
): Promise<BatchRun | null> {
  const mailing = await room.mailings.find(batch.mailing);
  if (mailing?.state !== 'sending') return null;
  try {
    const source = sourceOf(room, mailing);
    const [render, openVersions, stillFits] = await Promise.all([
      source.render(mailing),
      source.openVersions(mailing),
      source.stillFits(mailing),
    ]);
    const prepared = { mailing, batch, file, render, openVersions, stillFits };
    return { ...prepared, leaseEndsAt, windows: 0, stopped: false };
  } catch (err) {
    room.log.error({ err, mailing: mailing.id }, 'the mails of a mailing cannot be made');
    await pauseMailing(room, mailing.id, { kind: 'program', because: 'delivery:paused.content' });
    return null;
  }
}
