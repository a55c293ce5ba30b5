/** Finishes mailings that have nothing left to send, and tells their source. */
import { countDetails } from '../figures/count-figures.ts';
import { unendedOf } from '../figures/sum-figures.ts';
import { type Room, sourceOf } from '../room.ts';

/**
 * Keeps the outcomes as they are now; then the source is told, again if the program stopped in between. Rows that a
 * stalled worker left behind have their batches taken up once more.
 */
export async function finishMailings(room: Room): Promise<void> {
  const { mailings, batches, recipients, clock } = room;
  for (const mailing of await mailings.inState('sending')) {
    const { id, abandoned } = mailing;
    if (await batches.hasOpen(id)) continue;
    await recipients.removeBatches(id, abandoned);
    const details = await countDetails(room, id);
    if (unendedOf(details.outcomes) > 0) {
      await batches.reopen(id, await recipients.batchesUnended(id));
      continue;
    }
    await mailings.finish(mailing, { details, endedAt: clock() });
    room.streaks.delete(id);
  }
  for (const mailing of await mailings.notTold()) {
    await sourceOf(room, mailing).finished(mailing.id);
    await mailings.told(mailing.id, clock());
  }
}
