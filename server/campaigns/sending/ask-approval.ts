/** Asks a second person to let a campaign go out, and gives it back to who wrote it. */
import { Conflict } from '../../platform/errors/index.ts';
import type { AccountId, CampaignId } from '../../platform/ids/index.ts';
import { isReady } from '../content/check-campaign.ts';
import { reviewCampaign } from '../content/review-campaign.ts';
import type { CampaignsContext } from '../context.ts';
import { nextState } from '../editing/campaign-state.ts';
import { notReady } from './not-ready.ts';

/** Asks to send it at `sendAt`, or as soon as somebody approves; Conflict when it changed, is not ready, or is no draft. */
export async function askApproval(
  context: CampaignsContext,
  id: CampaignId,
  revision: number,
  by: AccountId,
  sendAt: Date | null,
): Promise<void> {
  const { campaigns, clock } = context;
  const campaign = await campaigns.get(id);
  const state = nextState(campaign.state, 'ask');
  if (!state) throw new Conflict({ key: 'campaigns:error.notDraft' });
  if (campaign.revision !== revision) throw new Conflict({ key: 'campaigns:error.changedMeanwhile' });
  if (!isReady((await reviewCampaign(context, campaign)).checks)) throw notReady();
  const part = { request: { by, at: clock(), sendAt }, remark: null };
  if (!(await campaigns.move(campaign, state, part)))
    throw new Conflict({ key: 'campaigns:error.changedMeanwhile' });
}

/** A draft again, with a remark where there is one to make; Conflict when nobody waits for an answer any more. */
export async function giveBack(
  { campaigns, clock }: CampaignsContext,
  id: CampaignId,
  by: AccountId,
  text: string,
): Promise<void> {
  const campaign = await campaigns.get(id);
  const state = nextState(campaign.state, 'give-back');
  const remark = text === '' ? null : { by, at: clock(), text };
  const part = { request: null, remark };
  if (!state || !(await campaigns.move(campaign, state, part)))
    throw new Conflict({ key: 'campaigns:error.notAsked' });
}
