/** Finishes mailings that have nothing left to send, and tells their source. */
import { countForGood } from './count-outcomes.ts';
import { type Room, sourceOf } from '../room.ts';

/** Keeps the outcomes as they are now; then the source is told, again if the program stopped in between. */
export async function finishMailings(room: Room): Promise<void> {
  const { mailings, batches, clock } = room;
  for (const { id } of await mailings.inState('sending')) {
    if (await batches.hasOpen(id)) continue;
    await mailings.move(id, 'finish', { ...(await countForGood(room, id)), endedAt: clock() });
    room.unreachable.delete(id);
  }
  for (const mailing of await mailings.notTold()) {
    await sourceOf(room, mailing).finished(mailing.id);
    await mailings.told(mailing.id, clock());
  }
}
