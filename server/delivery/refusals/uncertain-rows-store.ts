/** Works on the rows of a mailing of which nobody knows whether the mail arrived. */
import type { Tx } from '../../platform/db/index.ts';
import type { MailingId, SubscriberId } from '../../platform/ids/index.ts';
import { key, type RecipientRows, type Row } from '../recipients/recipient-rows-store.ts';
import type { RowChange, Tried } from '../recipients/recipient-state.ts';

/** Such a row, and the batch it is in. */
export interface Uncertain extends Tried {
  readonly subscriber: SubscriberId;
  readonly batch: number;
}

export type UncertainRowsStore = ReturnType<typeof openUncertainRowsStore>;

/** Works on the collection. */
export function openUncertainRowsStore(rows: RecipientRows) {
  return {
    /** All of them, or those of some people. */
    find: async (mailing: MailingId, whose: readonly SubscriberId[] | 'all'): Promise<Uncertain[]> => {
      const theirs =
        whose === 'all' ? { '_id.m': mailing } : { _id: { $in: whose.map((id) => key(mailing, id)) } };
      const found = await rows
        .find({ ...theirs, state: 'uncertain' }, { batch: 1, state: 1, tries: 1, firstTriedAt: 1 })
        .lean<Row[]>();
      return found.map(({ _id, batch, state, tries, firstTriedAt }) => ({
        ...{ subscriber: _id.s, batch, state, tries, firstTriedAt: firstTriedAt ?? null },
      }));
    },
    /** Changes those that still are; how many they were. */
    change: async (
      mailing: MailingId,
      found: readonly Uncertain[],
      change: RowChange & Pick<Row, 'sentAgain'>,
      tx: Tx,
    ): Promise<number> => {
      const theirs = {
        _id: { $in: found.map(({ subscriber }) => key(mailing, subscriber)) },
        state: 'uncertain' as const,
      };
      return (await rows.updateMany(theirs, { $set: change }, { session: tx })).modifiedCount;
    },
  };
}
