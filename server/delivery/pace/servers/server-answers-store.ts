/** Counts in MongoDB what each server answered, in steps of ten minutes, for the page about the servers. */
import mongoose from 'mongoose';
import { DAY_MS, MINUTE_MS, plus } from '../../../platform/clock/index.ts';
import { type Db, unlessDuplicate } from '../../../platform/db/index.ts';

/** How mails ended at a server; 'again' were refused for now. */
export interface AnswerCounts {
  readonly accepted: number;
  readonly refused: number;
  readonly again: number;
  readonly uncertain: number;
}

export const noAnswers: AnswerCounts = { accepted: 0, refused: 0, again: 0, uncertain: 0 };

type Row = AnswerCounts & { _id: string; server: string; from: Date };

export type ServerAnswersStore = ReturnType<typeof openServerAnswersStore>;

const collection = 'mail_server_answers';
const schema = new mongoose.Schema(
  {
    ...{ _id: String, server: String, from: Date },
    ...{ accepted: Number, refused: Number, again: Number, uncertain: Number },
  },
  { versionKey: false, collection },
);
schema.index({ from: 1 });

const stepMs = 10 * MINUTE_MS;
const keptForMs = 31 * DAY_MS;

/** Opens the collection. */
export function openServerAnswersStore(db: Db) {
  const rows = db.connection.model<Row>('MailServerAnswers', schema as unknown as mongoose.Schema<Row>);
  return {
    collection,
    add: async (counted: ReadonlyMap<string, AnswerCounts>, now: Date): Promise<void> => {
      const from = new Date(Math.floor(now.getTime() / stepMs) * stepMs);
      const changes = [...counted].map(([server, counts]) => ({
        updateOne: {
          filter: { _id: `${server} ${from.toISOString()}` },
          update: { $set: { server, from }, $inc: { ...counts } },
          upsert: true,
        },
      }));
      if (changes.length > 0) await rows.bulkWrite(changes, { ordered: false }).catch(unlessDuplicate);
    },
    /** What each server answered since then, by the step in which then lies. */
    since: async (then: Date): Promise<ReadonlyMap<string, AnswerCounts>> => {
      const sum = (field: keyof AnswerCounts) => ({ $sum: `$${field}` });
      const found = await rows.aggregate<AnswerCounts & { _id: string }>([
        { $match: { from: { $gt: plus(then, -stepMs) } } },
        {
          $group: {
            _id: '$server',
            ...{ accepted: sum('accepted'), refused: sum('refused') },
            ...{ again: sum('again'), uncertain: sum('uncertain') },
          },
        },
      ]);
      return new Map(found.map(({ _id, ...counts }) => [_id, counts]));
    },
    forget: async (now: Date): Promise<void> => {
      await rows.deleteMany({ from: { $lte: plus(now, -keptForMs) } });
    },
  };
}
