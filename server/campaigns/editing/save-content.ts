/** Saves what the editor's form says, unless somebody else saved first (UX-2). */
import { isDeepStrictEqual } from 'node:util';
import { Conflict, NotFound } from '../../platform/errors/index.ts';
import type { AccountId, CampaignId } from '../../platform/ids/index.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, type Version, versionOf } from './campaign.ts';
import { nextState } from './campaign-state.ts';
import { changeBlocks } from './change-blocks.ts';
import type { EditorForm } from './editor-form.ts';

export type Saved =
  | { readonly kind: 'saved'; readonly campaign: Campaign; readonly open: string | null }
  /** Based on an older revision; nothing was written. */
  | { readonly kind: 'stale'; readonly campaign: Campaign };

/** Writes the content of one version in one language; Conflict when it is no draft any more. */
export async function saveContent(
  context: CampaignsContext,
  id: CampaignId,
  form: EditorForm,
  by: AccountId,
): Promise<Saved> {
  const campaign = await context.campaigns.get(id);
  if (!nextState(campaign.state, 'edit')) throw new Conflict({ key: 'campaigns:error.notDraft' });
  const version = versionOf(campaign, form.version);
  if (!version) throw new NotFound();
  const { content, open } = changeBlocks(form.content, form.act, form.about);
  const versions = campaign.versions.map((each) =>
    each === version ? { ...version, content: { ...version.content, [form.language]: content } } : each,
  );
  if (campaign.revision !== form.revision) {
    return isSame(campaign, versions, form.title)
      ? { kind: 'saved', campaign, open }
      : { kind: 'stale', campaign };
  }
  return changeDraft(context, campaign, { versions, title: form.title }, by, open);
}

/** Changes a draft; nothing is written, and no revision counted, where nothing differs. */
async function changeDraft(
  { campaigns, clock }: CampaignsContext,
  campaign: Campaign,
  part: { readonly versions: readonly Version[]; readonly title: string },
  by: AccountId,
  open: string | null,
): Promise<Saved> {
  if (isSame(campaign, part.versions, part.title)) return { kind: 'saved', campaign, open };
  const change = { ...part, editedBy: by, changedAt: clock() };
  const written = await campaigns.changeDraft(campaign.id, campaign.revision, change);
  if (!written) return { kind: 'stale', campaign: await campaigns.get(campaign.id) };
  const saved = { ...campaign, ...change, state: 'draft' as const, request: null };
  return { kind: 'saved', campaign: { ...saved, revision: campaign.revision + 1 }, open };
}

function isSame(campaign: Campaign, versions: readonly Version[], title: string): boolean {
  return campaign.title === title && isDeepStrictEqual(versions, campaign.versions);
}
