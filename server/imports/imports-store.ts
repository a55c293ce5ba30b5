/** Keeps imports: how each is read, how far it has come, and which worker holds it. */
import mongoose from 'mongoose';
import { type Clock, MINUTE_MS, plus } from '../platform/clock/index.ts';
import type { Db } from '../platform/db/index.ts';
import { newId, type AccountId, type FileId, type Id, type ImportId } from '../platform/ids/index.ts';
import { type Counts, type ImportRun, noCounts, type Trouble } from './import-run.ts';
import { busyStates, type Step, steps } from './import-state.ts';

interface RunRow extends Omit<ImportRun, 'id'> {
  readonly _id: ImportId;
  /** Until when a worker has it, and the mark of that worker. */
  readonly leaseUntil: Date | null;
  readonly lease: string | null;
}
const leaseMs = MINUTE_MS;
const mixed = mongoose.Schema.Types.Mixed;
const runSchema = new mongoose.Schema(
  {
    _id: String,
    ...{
      fileName: String,
      file: String,
      size: Number,
      encoding: String,
      uploadedBy: String,
      uploadedAt: Date,
    },
    ...{ state: String, trouble: String, troubleRow: Number, mapping: mixed, row: Number, bytes: Number },
    ...{ counts: mixed, expected: mixed, stopWanted: Boolean, startedAt: Date, endedAt: Date },
    ...{ leaseUntil: Date, lease: String },
  },
  { versionKey: false, collection: 'imports', minimize: false },
);
runSchema.index({ state: 1, leaseUntil: 1 });
runSchema.index({ uploadedAt: -1 });
const page = 50;
const plain = ({ _id, leaseUntil: _until, lease: _lease, ...rest }: RunRow): ImportRun => ({
  ...rest,
  id: _id,
});

interface NewRun {
  readonly id: ImportId;
  readonly file: FileId;
  readonly uploadedBy: AccountId;
}

/** One worker's hold on an import. */
export interface Claim {
  readonly run: ImportRun;
  readonly lease: string;
}

/** What a batch of rows added up to. */
interface Booking {
  readonly row: number;
  readonly bytes: number;
  readonly counts: Counts;
}

export type ImportsStore = ReturnType<typeof openImportsStore>;

/** Opens the collection. */
export function openImportsStore(db: Db, clock: Clock) {
  const runs = db.connection.model<RunRow>('Import', runSchema as unknown as mongoose.Schema<RunRow>);
  return {
    collection: 'imports',

    add: async ({ id, ...about }: NewRun) => {
      await runs.create({ ...fresh, ...about, _id: id, uploadedAt: clock() });
    },
    /** The upload has arrived. */
    uploaded: async (id: ImportId, about: Pick<ImportRun, 'fileName' | 'size' | 'encoding'>) => {
      await runs.updateOne({ _id: id }, { $set: { ...about, state: 'mapping' } });
    },
    find: async (id: ImportId) => {
      const found = await runs.findOne({ _id: id, state: { $ne: 'uploading' } }).lean<RunRow>();
      return found && plain(found);
    },
    recent: async () => {
      const found = await runs
        .find({ state: { $ne: 'uploading' } })
        .sort({ uploadedAt: -1 })
        .limit(page)
        .lean<RunRow[]>();
      return found.map(plain);
    },
    /** Takes the step where the state allows it; answers whether it did. */
    take: async (id: ImportId, step: Step, set: Partial<ImportRun> = {}): Promise<boolean> => {
      const { from, to } = steps[step];
      const change = { state: to, stopWanted: false, lease: null, leaseUntil: null, ...set };
      return (await runs.updateOne({ _id: id, state: { $in: from } }, { $set: change })).modifiedCount === 1;
    },
    wantStop: async (id: ImportId) => {
      await runs.updateOne({ _id: id, state: { $in: busyStates } }, { $set: { stopWanted: true } });
    },
    remove: async (id: ImportId) => {
      await runs.deleteOne({ _id: id });
    },
    fileDeleted: async (id: ImportId) => {
      await runs.updateOne({ _id: id }, { $set: { file: null } });
    },
    /** Imports that still have their upload: all, or those uploaded before a moment. */
    withFile: async (before?: Date) => {
      const old = before ? { uploadedAt: { $lte: before } } : {};
      return (
        await runs.find({ file: { $ne: null }, state: { $ne: 'uploading' }, ...old }).lean<RunRow[]>()
      ).map(plain);
    },
    /** Uploads that began before a moment and never arrived. */
    brokenOff: async (before: Date) => {
      return (await runs.find({ state: 'uploading', uploadedAt: { $lte: before } }).lean<RunRow[]>()).map(
        plain,
      );
    },

    /** Takes hold of an import that has work and that nobody holds. */
    claim: async (): Promise<Claim | null> => {
      const now = clock();
      const lease = newId<Id<'lease'>>();
      const free = { $or: [{ leaseUntil: null }, { leaseUntil: { $lte: now } }] };
      const hold = { $set: { lease, leaseUntil: plus(now, leaseMs) } };
      const found = await runs
        .findOneAndUpdate({ state: { $in: busyStates }, ...free }, hold, {
          returnDocument: 'after',
          sort: { uploadedAt: 1 },
        })
        .lean<RunRow>();
      return found && { run: plain(found), lease };
    },
    /** Starts counting from the first row again. */
    restart: async (id: ImportId) => {
      await runs.updateOne({ _id: id }, { $set: { row: 0, bytes: 0, counts: noCounts } });
    },
    /** Books a batch and holds on; 'lost' when another worker has taken over, 'stop' when somebody wants that. */
    book: async ({ run, lease }: Claim, batch: Booking): Promise<'go on' | 'stop' | 'lost'> => {
      const counts = Object.entries(batch.counts).map(([name, count]) => [`counts.${name}`, count]);
      const found = await runs
        .findOneAndUpdate(
          { _id: run.id, lease },
          {
            $set: { row: batch.row, bytes: batch.bytes, leaseUntil: plus(clock(), leaseMs) },
            $inc: Object.fromEntries(counts) as Record<string, number>,
          },
          { returnDocument: 'after' },
        )
        .lean<RunRow>();
      if (!found) return 'lost';
      return found.stopWanted ? 'stop' : 'go on';
    },
    /** Ends this worker's hold by a step. */
    end: async ({ run, lease }: Claim, step: Step, trouble: { trouble: Trouble; row: number } | null) => {
      const change = {
        state: steps[step].to,
        lease: null,
        leaseUntil: null,
        stopWanted: false,
        endedAt: clock(),
      };
      const why = { trouble: trouble?.trouble ?? null, troubleRow: trouble?.row ?? 0 };
      await runs.updateOne({ _id: run.id, lease }, { $set: { ...change, ...why } });
    },
    /** Lets go without a step, so that any worker may go on. */
    letGo: async ({ run, lease }: Claim) => {
      await runs.updateOne({ _id: run.id, lease }, { $set: { lease: null, leaseUntil: null } });
    },
  };
}

const fresh = {
  fileName: '',
  size: 0,
  encoding: 'utf-8',
  state: 'uploading',
  trouble: null,
  troubleRow: 0,
  mapping: null,
  row: 0,
  bytes: 0,
  counts: noCounts,
  expected: noCounts,
  stopWanted: false,
  startedAt: null,
  endedAt: null,
  leaseUntil: null,
  lease: null,
} as const;
