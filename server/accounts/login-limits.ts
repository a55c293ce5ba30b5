/** Limits tries to log in, per address and per network. */
import { TooMany } from '../platform/errors/index.ts';
import { type Limits, networkOf } from '../platform/limits/index.ts';

export interface LoginLimits {
  /** Counts a try before it is judged; throws TooMany over the limit, whether or not the address is known. */
  spend(email: string, ip: string): Promise<void>;
  /** A log-in that succeeded does not count. */
  giveBack(email: string, ip: string): Promise<void>;
}

const quarterOfAnHour = 15 * 60;

/** Opens the limits. */
export function openLoginLimits(limits: Limits): LoginLimits {
  const address = limits.limit('address', 10, quarterOfAnHour);
  const network = limits.limit('network', 60, quarterOfAnHour);
  return {
    spend: async (email, ip) => {
      const allowed = (await network.take(networkOf(ip))) && (await address.take(email));
      if (!allowed) throw new TooMany();
    },
    giveBack: async (email, ip) => {
      await network.giveBack(networkOf(ip));
      await address.forget(email);
    },
  };
}
