/** The soft opt-in: customers may get what they did not ask for, for some time after a sale (CON-8; Tw 11.7 lid 3). */
import { plusMonths } from '../platform/clock/index.ts';
import type { Settings } from '../settings/index.ts';

/** The earliest sale that counts now; null where the shop does not do this, which is how it begins. */
export async function salesSince(settings: Settings, now: Date): Promise<Date | null> {
  const { softOptIn, softOptInMonths } = await settings.current();
  return softOptIn ? plusMonths(now, -softOptInMonths) : null;
}
