/** Waits with a batch in hand until mails may leave again, where that is only a moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../../platform/clock/index.ts';
import type { Closed } from '../pace/pace-room.ts';
import type { Room } from '../room.ts';

/** The end of the program waits for it too. */
const longestMs = SECOND_MS;

/** False where it is longer: then others may have the batch, and this process takes none meanwhile. */
export async function waitUntil({ pace, clock }: Room, closed: Closed): Promise<boolean> {
  const ms = closed.until.getTime() - clock().getTime();
  if (ms > longestMs) pace.close(closed);
  else await sleep(Math.max(0, ms));
  return ms <= longestMs;
}
