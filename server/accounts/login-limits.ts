/** Limits tries to log in, per address and per network, the same in every process (they are counted in MongoDB). */
import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { Db } from '../platform/db/index.ts';
import { TooMany } from '../platform/errors/index.ts';

export interface LoginLimits {
  /** Counts a try before it is judged; throws TooMany over the limit, whether or not the address is known. */
  spend(email: string, ip: string): Promise<void>;
  /** A log-in that succeeded does not count. */
  giveBack(email: string, ip: string): Promise<void>;
}

const quarterOfAnHour = 15 * 60;

/** Opens the limits over the collection; what is counted is kept under a keyed hash, no address is stored. */
export function openLoginLimits(db: Db, collection: string, key: Buffer): LoginLimits {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMongo({
      storeClient: db.connection.getClient(),
      dbName: db.connection.name,
      tableName: collection,
      disableIndexesCreation: true,
      keyPrefix,
      points,
      duration: quarterOfAnHour,
    });
  const perAddress = limiter('address', 10);
  const perNetwork = limiter('network', 60);
  const hidden = (text: string) => createHmac('sha256', key).update(`login ${text}`).digest('base64url');
  return {
    spend: async (email, ip) => {
      try {
        await perNetwork.consume(hidden(networkOf(ip)));
        await perAddress.consume(hidden(email));
      } catch (reason) {
        throw reason instanceof RateLimiterRes ? new TooMany() : reason;
      }
    },
    giveBack: async (email, ip) => {
      await perNetwork.reward(hidden(networkOf(ip)));
      await perAddress.delete(hidden(email));
    },
  };
}

/** One connection is one IPv4 address or one IPv6 network of 64 bits. */
function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:/, '');
  if (!isIPv6(plain)) return plain;
  const [before = '', after = ''] = plain.split('::');
  const head = before.split(':').filter(Boolean);
  const tail = after.split(':').filter(Boolean);
  const zeros = plain.includes('::') ? Array<string>(8 - head.length - tail.length).fill('0') : [];
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
