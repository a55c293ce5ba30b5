/** Puts the outbox together. */
import { DAY_MS, HOUR_MS, plus, type Clock } from '../clock/index.ts';
import type { Db, PersonalDataHolder, Tx } from '../db/index.ts';
import type { SubscriberId } from '../ids/index.ts';
import type { Log } from '../log/index.ts';
import { classifyRefusal, statusOf, type Mailer, type OutgoingMail, type Random } from '../mail/index.ts';
import { type Answered, deliverNext } from './deliver-next.ts';
import { openOutboxStore } from './outbox-store.ts';

/** `about` is whose data the mail holds; null while nobody is a subscriber yet (a sign-up to be confirmed). */
export type OutboxMail = OutgoingMail & { readonly about: SubscriberId | null };

export interface Outbox {
  /** Puts the mail in; it leaves once the transaction is committed, and never if it is not. */
  enqueue(mail: OutboxMail, tx: Tx): Promise<void>;
  /** Sends a few mails that are due; true when there may be more. */
  work(): Promise<boolean>;
  /** Removes every mail to the address, also those about nobody yet; for the erasure of whoever has it. */
  eraseAddress(address: string, tx: Tx): Promise<void>;
  /** What staff should look at now. */
  trouble(): Promise<OutboxTrouble>;
  /** Removes outcomes of 30 days ago, some at a time; true when there may be more. */
  forgetOld(): Promise<boolean>;
  readonly holder: PersonalDataHolder;
}

interface OutboxTrouble {
  /** Mails that wait for more than an hour and were tried in vain. */
  readonly overdue: number;
  /** Mails that a rule of the server refused within a week (5.7.x): that is about us. */
  readonly byPolicy: number;
}

interface OutboxDeps {
  readonly db: Db;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: Log;
  /** Spreads the tries of mails that were refused for now. */
  readonly random?: Random;
  /** Told of each mail about a subscriber that was accepted or refused for good. */
  readonly answered?: Answered;
}

/** As many at once as the mailer keeps lines. */
const inFlight = 5;

const overdueMs = HOUR_MS;
const toldForMs = 7 * DAY_MS;

/** How long it is kept that a mail was refused or uncertain, and how many go at once. */
const outcomeTermMs = 30 * DAY_MS;
const forgottenAtOnce = 1000;

/** Opens the outbox. */
export function openOutbox({
  db,
  mailer,
  clock,
  log,
  random = Math.random,
  answered = () => Promise.resolve(),
}: OutboxDeps): Outbox {
  const store = openOutboxStore(db);
  return {
    enqueue: ({ about, ...mail }, tx) => store.add(mail, about, clock(), tx),
    work: async () => {
      await store.giveUpLost(clock());
      const one = () => deliverNext({ store, mailer, clock, log, random, answered });
      return (await Promise.all(Array.from({ length: inFlight }, one))).some(Boolean);
    },
    eraseAddress: store.eraseAddress,
    trouble: async () => {
      const [overdue, refused] = await Promise.all([
        store.countOverdue(plus(clock(), -overdueMs)),
        store.refusedSince(plus(clock(), -toldForMs)),
      ]);
      const aboutUs = [...refused].filter(([code]) => classifyRefusal(statusOf(code)).effect === 'alert');
      return { overdue, byPolicy: aboutUs.reduce((sum, [, mails]) => sum + mails, 0) };
    },
    forgetOld: async () => {
      const removed = await store.forget(plus(clock(), -outcomeTermMs), forgottenAtOnce);
      return removed === forgottenAtOnce;
    },
    holder: {
      room: 'outbox',
      collections: [store.collection],
      freeOfPersonalData: [],
      export: async (subscriber) => ({ waiting: await store.waitingFor(subscriber) }),
      erase: store.erase,
    },
  };
}
