/** Sends several batches at the same time, for one round of work. */
import { SECOND_MS } from '../../platform/clock/index.ts';
import type { Room } from '../room.ts';
import { sendNext } from './send-batch.ts';

/** Until then a batch that ends is followed by the next one. */
const roundMs = 5 * SECOND_MS;

/** True when something was sent. Whoever ends takes another batch as long as others are at work, so that nobody waits for the slowest. */
export async function sendSome(room: Room): Promise<boolean> {
  const until = room.stopwatch() + roundMs;
  let atWork = 0;
  const sendOn = async (): Promise<boolean> => {
    atWork += 1;
    const sent = await sendNext(room).finally(() => (atWork -= 1));
    if (sent && atWork > 0 && room.stopwatch() < until) await sendOn();
    return sent;
  };
  const ends = await Promise.allSettled(Array.from({ length: room.sizes.batchesAtOnce }, sendOn));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return ends.some((end) => end.status === 'fulfilled' && end.value);
}
