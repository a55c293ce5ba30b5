/** Keeps sign-up from being used to flood somebody's mailbox (SEC-12). Leaving is never limited. */
import type { NamedKey } from '../platform/config/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { TooMany } from '../platform/errors/index.ts';
import { networkOf, openLimits as openCounts } from '../platform/limits/index.ts';

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

/** Opens the counters, which all processes share. */
export function openLimits(db: Db, secret: NamedKey, own: Partial<SignUpLimits> = {}): Limits {
  const { perAddress, perNetwork, inTotal, answerAfterMs } = { ...usual, ...own };
  const counts = openCounts(db, 'sign_up_limits', secret);
  const address = counts.limit('address', perAddress, 24 * hour);
  const network = counts.limit('network', perNetwork, hour);
  const total = counts.limit('total', inTotal, hour);
  return {
    collection: counts.collection,
    answerAfterMs,
    countRequest: async (ip) => {
      const allowed = (await network.take(networkOf(ip))) && (await total.take('all'));
      if (!allowed) throw new TooMany({ key: 'preferences:tooMany' });
    },
    mayMail: (email) => address.take(email),
    forget: (email, tx) => address.forget(email, tx),
  };
}
