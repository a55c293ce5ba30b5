/** Keeps which mailing asks about which version of a purpose's words, round by round. */
import mongoose from 'mongoose';
import type { PurposeKey } from '../../consent/index.ts';
import { type Db, isDuplicateKey } from '../../platform/db/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';

export interface Asking {
  readonly mailing: MailingId;
  readonly purpose: PurposeKey;
  /** The number of the version. */
  readonly version: number;
  /** The first asks everybody, the next ones only who agreed to the old words since the one before. */
  readonly round: number;
  readonly from: Date | null;
  readonly startedAt: Date;
  /** When every mail had its outcome. */
  readonly endedAt: Date | null;
}

type Row = Omit<Asking, 'mailing'> & { _id: MailingId };

const collection = 'askings';
const schema = new mongoose.Schema<Row>(
  {
    _id: String,
    purpose: String,
    version: Number,
    round: Number,
    from: Date,
    startedAt: Date,
    endedAt: Date,
  },
  { versionKey: false, collection },
);
schema.index({ purpose: 1, version: 1, round: 1 }, { unique: true });

export type AskingsStore = ReturnType<typeof openAskingsStore>;

/** Opens the collection. */
export function openAskingsStore(db: Db) {
  const rows = db.connection.model<Row>('Asking', schema);
  const plain = ({ _id, ...rest }: Row): Asking => ({ ...rest, mailing: _id });
  return {
    collection,
    find: async (mailing: MailingId) => {
      const row = await rows.findById(mailing).lean<Row>();
      return row && plain(row);
    },
    /** The latest round about a version. */
    last: async (purpose: PurposeKey, version: number) => {
      const row = await rows.findOne({ purpose, version }).sort({ round: -1 }).lean<Row>();
      return row && plain(row);
    },
    /** False where another process began this round. */
    add: async ({ mailing, ...rest }: Asking): Promise<boolean> => {
      try {
        await rows.create({ ...rest, _id: mailing });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    end: async (mailing: MailingId, at: Date) => {
      await rows.updateOne({ _id: mailing }, { $set: { endedAt: at } });
    },
  };
}
