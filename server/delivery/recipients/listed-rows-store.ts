/** Lists the recipients of a mailing by what became of them; never by their version (SEG-6). */
import type mongoose from 'mongoose';
import type { MailingId } from '../../platform/ids/index.ts';
import { classifyRefusal, statusOf } from '../../platform/mail/index.ts';
import type { Outcome, RecipientRow } from '../words.ts';
import type { RecipientRows, Row } from './recipient-rows-store.ts';
import type { Skipped } from './recipient-state.ts';

export type ListedRowsStore = ReturnType<typeof openListedRowsStore>;

const onAPage = 50;
const without = { version: 0, batch: 0, place: 0, fence: 0, window: 0, provider: 0 };
/** That of the index: the order in which they were frozen. */
const order = { '_id.m': 1, batch: 1, place: 1 } as const;

/** Works on the collection. */
export function openListedRowsStore(rows: RecipientRows) {
  return {
    /** Fifty at a time; the first page is 1. */
    page: async (mailing: MailingId, outcome: Outcome, page: number) => {
      const found = await rows
        .find({ '_id.m': mailing, ...having[outcome] }, without)
        .sort(order)
        .skip((page - 1) * onAPage)
        .limit(onAPage + 1)
        .lean<Row[]>();
      return {
        rows: found.slice(0, onAPage).map((row) => listed(row, outcome)),
        more: found.length > onAPage,
      };
    },
    /** All of them, one after the other. */
    all: async function* (mailing: MailingId, outcome: Outcome): AsyncIterable<RecipientRow> {
      const found = rows.find({ '_id.m': mailing, ...having[outcome] }, without).sort(order);
      for await (const row of found.lean<Row[]>().cursor({ batchSize: 500 })) yield listed(row, outcome);
    },
  };
}

const having: Readonly<Record<Outcome, mongoose.QueryFilter<Row>>> = {
  accepted: { state: 'accepted' },
  refused: { state: 'refused' },
  uncertain: { state: 'uncertain' },
  skipped: { state: 'skipped' },
  again: { state: 'pending', tries: { $gt: 0 } },
  pending: { $or: [{ state: 'pending', tries: 0 }, { state: 'handing-over' }] },
};

function listed(row: Row, outcome: Outcome): RecipientRow {
  const { _id, at, tries, code, server, reply, sentAgain } = row;
  const wasRefused = outcome === 'refused' || outcome === 'again';
  return {
    subscriber: _id.s,
    outcome,
    at: at ?? null,
    tries,
    refused: wasRefused && code ? classifyRefusal(statusOf(code)).kind : null,
    skipped: outcome === 'skipped' ? ((code ?? null) as Skipped | null) : null,
    code: wasRefused ? (code ?? null) : null,
    server: server ?? null,
    reply: reply ?? null,
    sentAgain: sentAgain ?? null,
  };
}
