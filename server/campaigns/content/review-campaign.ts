/** Looks a campaign over: its newsletter, whom it reaches, and what is left to do before it goes out. */
import type { ShopSettings } from '../../settings/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import type { Newsletter } from '../newsletters/newsletter.ts';
import { type Check, checkCampaign } from './check-campaign.ts';
import { readReach, type Reach } from './count-reach.ts';

export interface Review {
  readonly newsletter: Newsletter;
  readonly shop: ShopSettings;
  readonly reach: Reach;
  readonly checks: readonly Check[];
}

/** Checks it as things are now, by what was counted so far. */
export async function reviewCampaign(context: CampaignsContext, campaign: Campaign): Promise<Review> {
  const { newsletters, settings, mailer, publicUrl, isLive } = context;
  const shop = await settings.current();
  const newsletter = (await newsletters.find(campaign.newsletter))!;
  const reach = await readReach(context, campaign, newsletter);
  const aligned = mailer.alignmentProblem() === null;
  const checks = checkCampaign(campaign, { newsletter, shop, publicUrl }, { reach, aligned, isLive });
  return { newsletter, shop, reach, checks };
}
