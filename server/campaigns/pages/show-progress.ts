/** Shows a campaign on its way: the minute or the days in which cancel means that nobody got it, then how far it is (UX-1, UX-4). */
import { type Request, type Response, sendPage, translate } from '../../platform/http/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { readLive } from './read-live.ts';
import { shownHands } from './shown-approval.ts';
import type { TypedWhen } from './show-send.ts';

/** How often a page without script is loaded afresh. */
const refreshSeconds = { soon: 5, waiting: 60 } as const;

/** Sends the page. */
export async function showProgress(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
  typed: TypedWhen = {},
): Promise<void> {
  const live = await readLive(context, res, campaign);
  sendPage(req, res, {
    view: 'campaigns/progress',
    title: campaign.title,
    status: typed.problems ? 400 : 200,
    hands: await shownHands(context, campaign, translate(res)),
    ...live,
    ...typed,
    // What is being typed is not taken away.
    refreshSeconds: typed.problems ? null : refreshSeconds[live.patient ? 'waiting' : 'soon'],
  });
}
