/** Takes a batch to work on, and shuts out whoever held it before (DEL-3). */
import type { Batch } from './batches-store.ts';
import { nextRecipient } from '../recipients/recipient-state.ts';
import type { Room } from '../room.ts';

/** A batch whose worker is gone, or else a free one of a mailing that is being sent; null when there is neither. */
export async function takeBatch(room: Room): Promise<Batch | null> {
  const { batches, mailings, batchRows, clock } = room;
  const sending = (await mailings.inState('sending')).map(({ id }) => id);
  const batch = (await batches.takeAbandoned(clock())) ?? (await batches.takeFree(sending, clock()));
  if (!batch) return null;
  // In this order: a former worker that still lives can begin no further row once the lost ones are counted.
  await batchRows.raiseFence(batch);
  await giveUpLost(room, batch);
  return batch;
}

/** Of rows that were being handed over nobody knows whether they arrived; they are never sent again (DEL-2). */
async function giveUpLost({ batchRows, clock, log }: Room, batch: Batch): Promise<void> {
  const lost = await batchRows.lost(batch);
  const changes = lost.map((before) => ({
    before,
    change: nextRecipient(before, { kind: 'lost' }, clock())!,
  }));
  await batchRows.record(batch, changes);
  if (lost.length > 0)
    log.warn({ mailing: batch.mailing, rows: lost.length }, 'rows are uncertain: a worker was lost');
}
