/** Changes rates and quiet hours, also for those who were told by the old ones when to come back. */
import { isDeepStrictEqual } from 'node:util';
import type { Rates } from '../pace/words.ts';
import type { Room } from '../room.ts';

/** Who waits for room at their domain comes back at once, and is told anew where there is none. */
export async function changeRates(
  { pace, mailings, recipients, batches, clock }: Room,
  rates: Rates,
): Promise<void> {
  const before = await pace.settings();
  await pace.changeRates(rates);
  const isAlike = before.domain === rates.domain && isDeepStrictEqual(before.domains, rates.domains);
  if (isAlike) return;
  const [sending, paused] = await Promise.all([mailings.inState('sending'), mailings.inState('paused')]);
  for (const { id } of [...sending, ...paused]) {
    await recipients.bringBack(id, clock());
    await batches.hurryAll(id, clock());
  }
}
