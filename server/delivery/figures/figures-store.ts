/** Counts the rows of a mailing for its report: by outcome, code, server and provider, and by minute. */
import type { MailingId } from '../../platform/ids/index.ts';
import type { RecipientRows } from '../recipients/recipient-rows-store.ts';
import type { RecipientState } from '../recipients/recipient-state.ts';
import type { Minute } from './timeline.ts';

/** Rows that are alike. */
export interface Cell {
  readonly state: RecipientState;
  readonly code: string | null;
  readonly server: string | null;
  readonly provider: string | null;
  /** Whether a server was asked at least once. */
  readonly tried: boolean;
  /** Whether it waits for a time that is yet to come, and for no answer that put it off. */
  readonly later: boolean;
  readonly rows: number;
}

export interface Recent {
  readonly answered: number;
  /** When the first of them was; null where there is none. */
  readonly first: Date | null;
}

export type FiguresStore = ReturnType<typeof openFiguresStore>;

const answered: readonly RecipientState[] = ['accepted', 'refused', 'uncertain'];

/** Works on the collection of recipients. */
export function openFiguresStore(rows: RecipientRows) {
  return {
    cells: async (mailing: MailingId, now: Date): Promise<Cell[]> => {
      const isUnanswered = { $eq: [{ $ifNull: ['$reply', null] }, null] };
      const waits = [{ $eq: ['$state', 'pending'] }, { $gt: ['$nextTryAt', now] }, isUnanswered];
      const found = await rows.aggregate<{ _id: Partial<Cell>; rows: number }>([
        { $match: { '_id.m': mailing } },
        {
          $group: {
            _id: {
              ...{ state: '$state', code: '$code', server: '$server', provider: '$provider' },
              ...{ tried: { $gt: ['$tries', 0] }, later: { $and: waits } },
            },
            rows: { $sum: 1 },
          },
        },
      ]);
      const nothing = { code: null, server: null, provider: null };
      return found.map(({ _id, rows: count }) => ({ ...nothing, ..._id, rows: count }) as Cell);
    },
    /** The minutes in which mails were accepted. */
    minutes: async (mailing: MailingId): Promise<Minute[]> => {
      const found = await rows.aggregate<{ _id: Date; rows: number }>([
        { $match: { '_id.m': mailing, state: 'accepted' } },
        { $group: { _id: { $dateTrunc: { date: '$at', unit: 'minute' } }, rows: { $sum: 1 } } },
      ]);
      return found.map(({ _id, rows: accepted }) => ({ at: _id, accepted }));
    },
    /** How many got an answer since then. */
    recent: async (mailing: MailingId, since: Date): Promise<Recent> => {
      const [found] = await rows.aggregate<Recent>([
        { $match: { '_id.m': mailing, state: { $in: [...answered] }, at: { $gte: since } } },
        { $group: { _id: null, answered: { $sum: 1 }, first: { $min: '$at' } } },
      ]);
      return found ?? { answered: 0, first: null };
    },
  };
}
