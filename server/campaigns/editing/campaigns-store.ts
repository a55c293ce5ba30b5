/** Keeps campaigns in MongoDB; every change names the revision or the state that it is based on. */
import mongoose, { type QueryFilter } from 'mongoose';
import type { Db } from '../../platform/db/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import type { AccountId, CampaignId, GroupId, MailingId, NewsletterId } from '../../platform/ids/index.ts';
import type { Campaign } from './campaign.ts';
import { type CampaignState, statesBefore } from './campaign-state.ts';

type Row = Omit<Campaign, 'id'> & { _id: CampaignId };
export type CampaignPart = Partial<Omit<Campaign, 'id' | 'revision' | 'state'>>;

const collection = 'campaigns';
const schema = new mongoose.Schema<Row>(
  {
    _id: String,
    title: String,
    newsletter: String,
    state: String,
    revision: Number,
    versions: [{ key: String, group: { type: String, default: null }, content: {}, _id: false }],
    mailing: { type: String, default: null },
    mailings: [String],
    testedRevision: { type: Number, default: null },
    editedBy: String,
    request: { type: mongoose.Schema.Types.Mixed, default: null },
    remark: { type: mongoose.Schema.Types.Mixed, default: null },
    sentBy: { type: String, default: null },
    startsAt: { type: Date, default: null },
    sentAt: { type: Date, default: null },
    createdAt: Date,
    changedAt: Date,
  },
  { versionKey: false, collection, minimize: false },
);
schema.index({ mailings: 1 });
schema.index({ state: 1, sentAt: -1, _id: 1 });
schema.index({ changedAt: -1 });

const inGroup = (group: GroupId | null) => (group ? { 'versions.group': group } : {});

/** How many campaigns a page of the list shows. */
export const pageSize = 25;
/** How many a page of the archive shows. */
export const issuesOnAPage = 50;

/** What the archive's list says of a campaign. */
export interface Issue extends Pick<Campaign, 'id' | 'newsletter' | 'sentAt'> {
  /** The default version's, in the languages that it is written in. */
  readonly subjects: Readonly<Partial<Record<Language, string>>>;
}

/** Only the subjects leave the database: one version in one language can be 100 KB. */
const subjects = Object.fromEntries(
  languages.map((language) => {
    const content = `$default.content.${language}`;
    const isWritten = { $gt: [{ $size: { $ifNull: [`${content}.blocks`, []] } }, 0] };
    return [language, { $cond: [isWritten, `${content}.subject`, '$$REMOVE'] }];
  }),
);

export type CampaignsStore = ReturnType<typeof openCampaignsStore>;

/** Opens the collection. */
export function openCampaignsStore(db: Db) {
  const campaigns = db.connection.model<Row>('Campaign', schema);
  // Rows from before there were second persons have none of their fields.
  const plain = ({ _id, ...rest }: Row): Campaign => ({
    ...{ request: null, remark: null, sentBy: null },
    ...rest,
    id: _id,
  });
  const one = async (query: QueryFilter<Row>) => {
    const found = await campaigns.findOne(query).lean<Row>();
    return found && plain(found);
  };
  const many = async (query: QueryFilter<Row>, order: Record<string, 1 | -1>, limit: number, skip = 0) =>
    (await campaigns.find(query).sort(order).skip(skip).limit(limit).lean<Row[]>()).map(plain);

  return {
    collection,
    get: async (id: CampaignId): Promise<Campaign> => {
      const found = await one({ _id: id });
      if (!found) throw new NotFound();
      return found;
    },
    find: (id: CampaignId) => one({ _id: id }),
    findByMailing: (mailing: MailingId) => one({ mailings: mailing }),
    /** The newest first, 25 a page, the first page is 1; of one group only where it is named. */
    list: (states: readonly CampaignState[], group: GroupId | null, page: number) =>
      many(
        { state: { $in: [...states] }, ...inGroup(group) },
        { changedAt: -1 },
        pageSize,
        (page - 1) * pageSize,
      ),
    recent: (limit: number) => many({}, { changedAt: -1 }, limit),
    /** What waits for a second person who may be this one, the longest first. */
    waitingFor: (by: AccountId) =>
      many({ state: 'asked', 'request.by': { $ne: by }, editedBy: { $ne: by } }, { 'request.at': 1 }, 20),
    /** What waits for its minute, or for delivery to know of it. */
    scheduled: () =>
      campaigns
        .find({ state: 'scheduled' }, { mailing: 1, newsletter: 1, startsAt: 1 })
        .lean<{ mailing: MailingId; newsletter: NewsletterId; startsAt: Date }[]>(),
    /** What the archive lists: whatever somebody got, the newest first, `issuesOnAPage` a page and one more. */
    issues: async (page: number): Promise<Issue[]> => {
      const found = await campaigns.aggregate<Omit<Issue, 'id'> & { _id: CampaignId }>([
        { $match: { state: { $in: ['sent', 'stopped'] } } },
        { $sort: { sentAt: -1, _id: 1 } },
        { $skip: (page - 1) * issuesOnAPage },
        { $limit: issuesOnAPage + 1 },
        { $set: { default: { $first: '$versions' } } },
        { $project: { newsletter: 1, sentAt: 1, subjects } },
      ]);
      return found.map(({ _id, ...rest }) => ({ ...rest, id: _id }));
    },
    countByState: async (group: GroupId | null): Promise<Map<CampaignState, number>> => {
      const rows = await campaigns.aggregate<{ _id: CampaignState; count: number }>([
        { $match: inGroup(group) },
        { $group: { _id: '$state', count: { $sum: 1 } } },
      ]);
      return new Map(rows.map(({ _id, count }) => [_id, count]));
    },
    insert: async ({ id, ...rest }: Campaign): Promise<void> => {
      await campaigns.create({ ...rest, _id: id });
    },
    /** Changes a draft that is still at this revision, which goes up by one; false where somebody was first. A request ends. */
    changeDraft: async (id: CampaignId, revision: number, part: CampaignPart): Promise<boolean> => {
      const changed = await campaigns.updateOne(
        { _id: id, state: { $in: [...statesBefore('edit')] }, revision },
        { $set: { ...part, state: 'draft' as const, request: null }, $inc: { revision: 1 } },
      );
      return changed.matchedCount === 1;
    },
    noteTest: async (id: CampaignId, revision: number): Promise<void> => {
      await campaigns.updateOne({ _id: id, revision }, { $set: { testedRevision: revision } });
    },
    /** Moves it from one state to the next; false where it is in another one by now, or at another revision or mailing. */
    move: async (
      from: Pick<Campaign, 'id' | 'state' | 'revision' | 'mailing'>,
      state: CampaignState,
      part: CampaignPart,
    ): Promise<boolean> => {
      const { id, state: before, revision, mailing } = from;
      const moved = await campaigns.updateOne(
        { _id: id, state: before, revision, mailing },
        { $set: { ...part, state } },
      );
      return moved.matchedCount === 1;
    },
    removeDraft: async (id: CampaignId): Promise<boolean> => {
      return (
        (await campaigns.deleteOne({ _id: id, state: { $in: [...statesBefore('edit')] } })).deletedCount === 1
      );
    },
  };
}
