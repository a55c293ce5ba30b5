/** Makes, copies and removes campaigns and their versions. */
import { defaultVersion } from '../../delivery/index.ts';
import { Conflict, Invalid, NotFound } from '../../platform/errors/index.ts';
import {
  type AccountId,
  type CampaignId,
  type GroupId,
  newId,
  type NewsletterId,
} from '../../platform/ids/index.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, type Version, versionOf } from './campaign.ts';

interface NewCampaign {
  readonly title: string;
  readonly newsletter: NewsletterId;
  readonly versions?: readonly Version[];
}

/** A new draft; Invalid for a newsletter that is not there. */
export async function createCampaign(
  context: CampaignsContext,
  input: NewCampaign,
  by: AccountId,
): Promise<Campaign> {
  if (!(await context.newsletters.find(input.newsletter))) {
    throw new Invalid({ newsletter: { key: 'campaigns:error.noNewsletter' } });
  }
  const now = context.clock();
  const campaign: Campaign = {
    id: newId(),
    title: input.title,
    newsletter: input.newsletter,
    state: 'draft',
    revision: 1,
    versions: input.versions ?? [{ key: defaultVersion, group: null, content: {} }],
    mailing: null,
    mailings: [],
    testedRevision: null,
    editedBy: by,
    request: null,
    remark: null,
    sentBy: null,
    startsAt: null,
    sentAt: null,
    createdAt: now,
    changedAt: now,
  };
  await context.campaigns.insert(campaign);
  return campaign;
}

/** A new draft with the same content, whatever became of the first one. */
export async function duplicateCampaign(
  context: CampaignsContext,
  id: CampaignId,
  title: string,
  by: AccountId,
): Promise<Campaign> {
  const { newsletter, versions } = await context.campaigns.get(id);
  return createCampaign(context, { title, newsletter, versions }, by);
}

/** Removes a draft for good; Conflict when it is no draft any more. */
export async function removeCampaign({ campaigns }: CampaignsContext, id: CampaignId): Promise<void> {
  if (!(await campaigns.removeDraft(id))) throw new Conflict({ key: 'campaigns:error.notDraft' });
}

/** Adds a version for the group; it begins as a copy of the default. */
export async function addVersion(
  context: CampaignsContext,
  campaign: Campaign,
  group: GroupId,
  by: AccountId,
): Promise<void> {
  await context.groups.get(group);
  if (versionOf(campaign, group)) return;
  const { content } = versionOf(campaign, defaultVersion)!;
  await changeVersions(context, campaign, [...campaign.versions, { key: group, group, content }], by);
}

/** Removes a group's version: its people read the default then. */
export async function removeVersion(
  context: CampaignsContext,
  campaign: Campaign,
  key: string,
  by: AccountId,
): Promise<void> {
  if (key === defaultVersion || !versionOf(campaign, key)) throw new NotFound();
  await changeVersions(
    context,
    campaign,
    campaign.versions.filter((version) => version.key !== key),
    by,
  );
}

async function changeVersions(
  { campaigns, clock }: CampaignsContext,
  campaign: Campaign,
  versions: readonly Version[],
  by: AccountId,
): Promise<void> {
  const change = { versions, editedBy: by, changedAt: clock() };
  if (!(await campaigns.changeDraft(campaign.id, campaign.revision, change))) {
    throw new Conflict({ key: 'campaigns:error.changedMeanwhile' });
  }
}
