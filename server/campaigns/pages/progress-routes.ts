/** Pushes how far a campaign is to whoever watches its page (UX-4). */
import { renderPart, Router } from '../../platform/http/index.ts';
import type { CampaignsContext } from '../context.ts';
import { isUnderWay } from '../editing/campaign-state.ts';
import { askedCampaign, page, staffOnly } from './shared.ts';
import { readLive } from './read-live.ts';

/** The route: the part of the page that changes, and 'end' where the campaign has another page by now. */
export function progressRoutes(context: CampaignsContext): Router {
  const routes = Router();
  routes.get(`${page}/:id/progress/events`, staffOnly(context), async (req, res) => {
    const { id } = await askedCampaign(context, req);
    await context.streams.open(res, async () => {
      const campaign = await context.campaigns.find(id);
      if (!campaign || !isUnderWay(campaign.state)) return null;
      return renderPart(res, 'campaigns/live', await readLive(context, res, campaign));
    });
  });
  return routes;
}
