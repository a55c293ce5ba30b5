/** Keeps the recipients of a mailing: adds them at the freeze, counts them, tells what a person got, and forgets. */
import { type Tx, unlessDuplicate } from '../../platform/db/index.ts';
import type { MailingId, SubscriberId } from '../../platform/ids/index.ts';
import { cancelled, key, type RecipientRows, type Row } from './recipient-rows-store.ts';
import type { Held, RecipientState, Skipped } from './recipient-state.ts';
import { defaultVersion, type MailToPerson } from '../words.ts';

/** A row at the freeze. */
export interface NewRecipient {
  readonly subscriber: SubscriberId;
  readonly version: string;
  readonly batch: number;
  readonly place: number;
  /** Why they do not get it although they agreed; null for everybody else. */
  readonly held: Held | null;
}

/** States in which the mail arrived, or may have. */
const arrived = ['accepted', 'uncertain', 'handing-over'] as const satisfies readonly RecipientState[];

export type RecipientsStore = ReturnType<typeof openRecipientsStore>;

/** Works on the collection. */
export function openRecipientsStore(rows: RecipientRows) {
  return {
    collection: rows.collection.name,
    /** Who of these has a row in the mailing already, save in these batches. */
    known: async (
      mailing: MailingId,
      ids: readonly SubscriberId[],
      save: readonly number[],
    ): Promise<Set<SubscriberId>> => {
      const theirs = { _id: { $in: ids.map((id) => key(mailing, id)) }, batch: { $nin: [...save] } };
      return new Set((await rows.find(theirs, { _id: 1 }).lean<Row[]>()).map(({ _id }) => _id.s));
    },
    /** False where somebody had a row already; all others are in then. */
    add: async (mailing: MailingId, recipients: readonly NewRecipient[], now: Date): Promise<boolean> => {
      const fresh = recipients.map(({ subscriber, version, batch, place, held }) => {
        const row = { _id: key(mailing, subscriber), version, batch, place, fence: 0, tries: 0 };
        return held
          ? { ...row, state: 'skipped', code: held, at: now, nextTryAt: null }
          : { ...row, state: 'pending', nextTryAt: now };
      });
      try {
        // Straight by the driver: Mongoose would copy and cast a million rows.
        await rows.collection.insertMany(fresh as never[], { ordered: false });
        return true;
      } catch (error) {
        unlessDuplicate(error);
        return false;
      }
    },
    /** Removes the rows of these batches, or only those of some people. */
    removeBatches: async (
      mailing: MailingId,
      numbers: readonly number[],
      ids?: readonly SubscriberId[],
    ): Promise<void> => {
      const whose = ids ? { _id: { $in: ids.map((id) => key(mailing, id)) } } : { '_id.m': mailing };
      if (numbers.length > 0) await rows.deleteMany({ ...whose, batch: { $in: [...numbers] } });
    },
    countVersions: async (mailing: MailingId): Promise<Map<string, number>> => {
      const counted = await rows.aggregate<{ _id: string; n: number }>([
        { $match: { '_id.m': mailing, state: { $ne: 'skipped' } } },
        { $group: { _id: '$version', n: { $sum: 1 } } },
      ]);
      return new Map(counted.map(({ _id, n }) => [_id, n]));
    },
    toDefault: async (mailing: MailingId, versions: readonly string[]): Promise<void> => {
      await rows.updateMany(
        { '_id.m': mailing, version: { $in: [...versions] }, state: { $in: ['pending', 'skipped'] } },
        { $set: { version: defaultVersion } },
      );
    },
    /** Has those come back at once who wait for room at their domain. */
    bringBack: async (mailing: MailingId, now: Date): Promise<void> => {
      const waiting = { state: 'pending' as const, tries: 0, reply: null, nextTryAt: { $gt: now } };
      await rows.updateMany({ '_id.m': mailing, ...waiting }, { $set: { nextTryAt: now } });
    },
    skipPending: async (mailing: MailingId, now: Date): Promise<void> => {
      await rows.updateMany({ '_id.m': mailing, state: 'pending' }, { $set: cancelled(now) });
    },
    /** The numbers of batches with rows that came to no end. */
    batchesUnended: (mailing: MailingId): Promise<number[]> =>
      rows.distinct('batch', { '_id.m': mailing, state: { $in: ['pending', 'handing-over'] } }),
    /** What went to these people since then, or may have, of these mailings. */
    sentTo: async (subscribers: readonly SubscriberId[], mailings: readonly MailingId[], since: Date) => {
      const keys = subscribers.flatMap((subscriber) => keysOf(subscriber, mailings));
      const theirs = { _id: { $in: keys }, at: { $gte: since }, state: { $in: [...arrived] } };
      const found = rows.collection.find<Row>(theirs as never, { projection: { at: 1 } });
      return (await found.toArray()).map(({ _id, at }) => ({ subscriber: _id.s, at }));
    },
    /** What the person got of these mailings. */
    mailsTo: async (subscriber: SubscriberId, mailings: readonly MailingId[]): Promise<MailToPerson[]> => {
      const found = await rows.find({ _id: { $in: keysOf(subscriber, mailings) } }).lean<Row[]>();
      return found.map(({ _id, version, state, at, code, reply }) => ({
        mailing: _id.m,
        version,
        outcome: state,
        skipped: state === 'skipped' ? ((code ?? null) as Skipped | null) : null,
        at: at ?? null,
        reply: reply ?? null,
      }));
    },
    /** Removes up to so many rows of the mailing; how many there were. */
    forget: async (mailing: MailingId, atMost: number): Promise<number> => {
      const found = await rows.find({ '_id.m': mailing }, { _id: 1 }).limit(atMost).lean<Row[]>();
      await rows.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
      return found.length;
    },
    /** Removes the person's rows of these mailings. */
    erase: async (subscriber: SubscriberId, mailings: readonly MailingId[], tx: Tx): Promise<void> => {
      await rows.deleteMany({ _id: { $in: keysOf(subscriber, mailings) } }, { session: tx });
    },
  };
}

function keysOf(subscriber: SubscriberId, mailings: readonly MailingId[]): Row['_id'][] {
  return mailings.map((mailing) => key(mailing, subscriber));
}
