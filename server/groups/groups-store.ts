/** The collections of groups: the groups themselves, and what the cuts were asked. */
import { Schema } from 'mongoose';
import type { PurposeKey } from '../consent/index.ts';
import { type Db, isDuplicateKey } from '../platform/db/index.ts';
import { NotFound } from '../platform/errors/index.ts';
import type { GroupId } from '../platform/ids/index.ts';
import type { Counted, CutId, Group } from './model.ts';

interface GroupRow extends Omit<Group, 'id'> {
  readonly _id: string;
}
interface CountedRow extends Counted {
  readonly _id: string;
}

const groupSchema = new Schema<GroupRow>(
  { _id: String, name: String, rule: Schema.Types.Mixed, createdAt: Date },
  { versionKey: false },
).index({ name: 1 }, { unique: true, collation: { locale: 'nl', strength: 2 } });
const countedSchema = new Schema<CountedRow>(
  {
    _id: String,
    cut: String,
    audience: String,
    place: Number,
    hash: String,
    definition: Schema.Types.Mixed,
    answer: Schema.Types.Mixed,
    outline: { type: [Number], default: undefined },
  },
  { versionKey: false },
)
  .index({ cut: 1, audience: 1, place: 1 }, { unique: true })
  .index({ cut: 1, 'answer.kind': 1 });

export type GroupsStore = ReturnType<typeof openGroupsStore>;

/** The only place that reads and writes these collections. */
export function openGroupsStore({ connection }: Db) {
  const groups = connection.model<GroupRow>('Group', groupSchema, 'groups');
  const counted = connection.model<CountedRow>('Counted', countedSchema, 'counted_definitions');

  let withNumbers: CutId | null = null;

  return {
    collections: [groups.collection.name, counted.collection.name],
    async list(): Promise<readonly Group[]> {
      return (await groups.find().sort({ name: 1 }).collation({ locale: 'nl', strength: 2 }).lean()).map(
        toGroup,
      );
    },
    async get(id: GroupId): Promise<Group> {
      const row = await groups.findById(id).lean();
      if (!row) throw new NotFound();
      return toGroup(row);
    },
    async findMany(ids: readonly GroupId[]): Promise<readonly Group[]> {
      return (await groups.find({ _id: { $in: ids } }).lean()).map(toGroup);
    },
    async add({ id, ...group }: Group): Promise<void> {
      await groups.create({ _id: id, ...group });
    },
    async rename(id: GroupId, name: string): Promise<void> {
      const { matchedCount } = await groups.updateOne({ _id: id }, { $set: { name } });
      if (matchedCount === 0) throw new NotFound();
    },
    async remove(id: GroupId): Promise<void> {
      await groups.deleteOne({ _id: id });
    },

    /** What was asked, in order, from this place on. */
    async countedFrom(cut: CutId, audience: PurposeKey, place: number): Promise<readonly Counted[]> {
      const rows = await counted
        .find({ cut, audience, place: { $gte: place } }, { _id: 0 })
        .sort({ place: 1 })
        .lean();
      return rows as readonly Counted[];
    },
    /** Adds an answer; false when somebody else took its place or answered the same question meanwhile. */
    async keepCounted(row: Counted): Promise<boolean> {
      const _id = `${row.cut} ${row.audience} ${row.hash}`;
      try {
        await counted.create([{ _id, ...row }]);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    /** Whether the cut gave any number; once it did, that stays so. */
    async hasNumbers(cut: CutId): Promise<boolean> {
      if (withNumbers !== cut && (await counted.exists({ cut, 'answer.kind': 'count' }))) withNumbers = cut;
      return withNumbers === cut;
    },
    async forgetCounted(cuts: readonly CutId[]): Promise<void> {
      await counted.deleteMany({ cut: { $in: [...cuts] } });
    },
  };
}

function toGroup({ _id, name, rule, createdAt }: GroupRow): Group {
  return { id: _id as GroupId, name, rule, createdAt };
}
