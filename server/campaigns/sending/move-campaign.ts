/** Lets an event move a campaign on, whoever else moves it at the same time. */
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { type CampaignEvent, nextState } from '../editing/campaign-state.ts';
import type { CampaignPart } from '../editing/campaigns-store.ts';
import type { MailingId } from '../../platform/ids/index.ts';

/** The campaign that the mailing moves; null when it is no longer sent by this mailing or the event cannot happen. */
export async function moveCampaign(
  { campaigns, clock }: CampaignsContext,
  mailing: MailingId,
  event: CampaignEvent,
  part: CampaignPart = {},
): Promise<Campaign | null> {
  for (;;) {
    const campaign = await campaigns.findByMailing(mailing);
    const state = campaign?.mailing === mailing ? nextState(campaign.state, event) : null;
    if (!campaign || !state) return null;
    if (state === campaign.state) return campaign;
    const change = { ...part, changedAt: clock() };
    if (await campaigns.move(campaign, state, change)) return { ...campaign, ...change, state };
  }
}
