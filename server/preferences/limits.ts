/** Keeps sign-up from being used to flood somebody's mailbox (SEC-12). Leaving is never limited. */
import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { NamedKey } from '../platform/config/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { TooMany } from '../platform/errors/index.ts';
import { openLimitsStore } from './limits-store.ts';

export interface SignUpLimits {
  /** Mails to one address in 24 hours. */
  readonly perAddress: number;
  /** Requests from one network in an hour. */
  readonly perNetwork: number;
  /** Requests from everybody in an hour. */
  readonly inTotal: number;
  /** No answer comes sooner, so that its time tells nothing (SEC-5). */
  readonly answerAfterMs: number;
}

export interface Limits {
  readonly collection: string;
  readonly answerAfterMs: number;
  /** Counts a request; throws TooMany above the limit of its network or of all together. */
  countRequest(ip: string): Promise<void>;
  /** Counts a mail to the address and says whether it may go; nobody is told when it may not. */
  mayMail(email: string): Promise<boolean>;
  forget(email: string, tx: Tx): Promise<void>;
}

const usual: SignUpLimits = { perAddress: 3, perNetwork: 20, inTotal: 500, answerAfterMs: 400 };
const hour = 60 * 60;

/** Opens the counters, which all processes share through MongoDB. */
export function openLimits(db: Db, secret: NamedKey, own: Partial<SignUpLimits> = {}): Limits {
  const limits = { ...usual, ...own };
  const store = openLimitsStore(db);
  const address = store.counter('address', limits.perAddress, 24 * hour);
  const network = store.counter('network', limits.perNetwork, hour);
  const total = store.counter('total', limits.inTotal, hour);
  // Neither addresses nor networks are kept, only what they come to under a key that the database does not hold.
  const hash = (text: string) =>
    createHmac('sha256', secret.key).update(`sign-up limit ${text}`).digest('base64url');
  return {
    collection: store.collection,
    answerAfterMs: limits.answerAfterMs,
    countRequest: async (ip) => {
      const allowed = (await isUnder(network, hash(networkOf(ip)))) && (await isUnder(total, 'all'));
      if (!allowed) throw new TooMany();
    },
    mayMail: (email) => isUnder(address, hash(email)),
    forget: (email, tx) => store.remove([address.getKey(hash(email))], tx),
  };
}

async function isUnder(counter: RateLimiterMongo, key: string): Promise<boolean> {
  try {
    await counter.consume(key);
    return true;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return false;
    throw refusal;
  }
}

/** An IPv6 household has a whole /64 to itself; an IPv4 address counts as it is. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip.replace(/^::ffff:/i, '');
  const [before = '', after] = ip.toLowerCase().split('::');
  const groups = before === '' ? [] : before.split(':');
  const rest = after ? after.split(':') : [];
  const zeros = after === undefined ? [] : Array<string>(8 - groups.length - rest.length).fill('0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
