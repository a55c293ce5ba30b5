/** The collections of groups: the groups themselves, and what was counted today. */
import { Schema } from 'mongoose';
import type { PurposeKey } from '../consent/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { NotFound } from '../platform/errors/index.ts';
import type { GroupId } from '../platform/ids/index.ts';
import { pack, unpack } from './fingerprints.ts';
import type { Count, Group, Rule } from './model.ts';

/** One question of one day and its answer. */
export interface Counted {
  readonly day: string;
  readonly audience: PurposeKey;
  readonly rule: Rule;
  readonly answer: Count;
  /** Fingerprints of who was counted; empty when no number was given, because then nothing can be subtracted. */
  readonly members: ReadonlySet<string>;
}

interface GroupRow extends Omit<Group, 'id'> {
  readonly _id: string;
}
interface CountedRow extends Omit<Counted, 'members'> {
  readonly _id: string;
  readonly members: Buffer;
}
interface TurnRow {
  readonly _id: string;
  readonly day: string;
  readonly turn: number;
}

const ruleType = { field: String, value: String };
const groupSchema = new Schema<GroupRow>(
  { _id: String, name: String, rule: new Schema(ruleType, { _id: false }), createdAt: Date },
  { versionKey: false },
).index({ name: 1 }, { unique: true, collation: { locale: 'nl', strength: 2 } });
const countedSchema = new Schema<CountedRow>(
  {
    _id: String,
    day: String,
    audience: String,
    rule: new Schema(ruleType, { _id: false }),
    answer: Schema.Types.Mixed,
    members: Buffer,
  },
  { versionKey: false },
).index({ day: 1, audience: 1 });
const turnSchema = new Schema<TurnRow>({ _id: String, day: String, turn: Number }, { versionKey: false });

export type GroupsStore = ReturnType<typeof openGroupsStore>;

/** The only place that reads and writes these collections. */
export function openGroupsStore({ connection }: Db) {
  const groups = connection.model<GroupRow>('Group', groupSchema, 'groups');
  const counted = connection.model<CountedRow>('Counted', countedSchema, 'counted_definitions');
  const turns = connection.model<TurnRow>('CountingTurn', turnSchema, 'counting_turns');

  return {
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

    /** Counting of one day and audience happens one after the other: two at once conflict here and one runs again. */
    async takeTurn(day: string, audience: PurposeKey, tx: Tx): Promise<void> {
      const row = { _id: `${day} ${audience}` };
      await turns.updateOne(row, { $inc: { turn: 1 }, $set: { day } }, { upsert: true, session: tx });
    },
    async answerOf(day: string, audience: PurposeKey, rule: Rule, tx?: Tx): Promise<Count | null> {
      const row = await counted
        .findById(idOf(day, audience, rule), { answer: 1 })
        .session(tx ?? null)
        .lean();
      return row?.answer ?? null;
    },
    async countedOn(day: string, audience: PurposeKey, tx: Tx): Promise<readonly Counted[]> {
      const rows = await counted.find({ day, audience }).session(tx).lean();
      return rows.map(toCounted);
    },
    async keepCounted(row: Counted, tx: Tx): Promise<void> {
      const { day, audience, rule, answer, members } = row;
      const _id = idOf(day, audience, rule);
      await counted.create([{ _id, day, audience, rule, answer, members: pack(members) }], { session: tx });
    },
    async forgetDaysBefore(day: string): Promise<void> {
      await counted.deleteMany({ day: { $lt: day } });
      await turns.deleteMany({ day: { $lt: day } });
    },
    /** Takes one person out of everything counted; `fingerprintOn` gives the person's fingerprint of a day. */
    async eraseFromCounted(fingerprintOn: (day: string) => string, tx: Tx): Promise<void> {
      for (const row of await counted.find().session(tx).lean()) {
        const members = unpack(bytesOf(row));
        if (!members.delete(fingerprintOn(row.day))) continue;
        await counted.updateOne({ _id: row._id }, { $set: { members: pack(members) } }, { session: tx });
      }
    },
  };
}

function idOf(day: string, audience: PurposeKey, rule: Rule): string {
  return `${day} ${audience} ${rule.field}=${rule.value}`;
}

function toGroup({ _id, name, rule, createdAt }: GroupRow): Group {
  return { id: _id as GroupId, name, rule, createdAt };
}

function toCounted(row: CountedRow): Counted {
  const { day, audience, rule, answer } = row;
  return { day, audience, rule, answer, members: unpack(bytesOf(row)) };
}

// A lean read gives MongoDB's Binary, whatever the type says.
function bytesOf({ members }: CountedRow): Buffer {
  return Buffer.isBuffer(members) ? members : Buffer.from((members as { buffer: Uint8Array }).buffer);
}
