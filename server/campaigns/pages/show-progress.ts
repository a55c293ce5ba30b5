/** Shows a campaign on its way: the minute in which cancel means that nobody got it, then how far it is (UX-1, UX-4). */
import { type Request, type Response, sendPage } from '../../platform/http/index.ts';
import { SECOND_MS } from '../../platform/clock/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { shownState } from './shared.ts';

/** How often the page looks again: by script, and without one by loading afresh. */
const everySeconds = { waiting: 1, sending: 2, withoutScript: 5 } as const;

/** Sends the page. */
export async function showProgress(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
): Promise<void> {
  const progress = campaign.mailing && (await context.delivery.progress(campaign.mailing));
  // Delivery may not know it yet, or not have looked since its minute is over.
  const startsAt = progress?.startsAt ?? campaign.startsAt ?? context.clock();
  const left = Math.ceil((startsAt.getTime() - context.clock().getTime()) / SECOND_MS);
  const waiting = (!progress || progress.state === 'waiting') && left > 0;
  sendPage(req, res, {
    view: 'campaigns/progress',
    title: campaign.title,
    campaign,
    refreshSeconds: everySeconds.withoutScript,
    poll: waiting ? everySeconds.waiting : everySeconds.sending,
    state: shownState(campaign.state, progress),
    waiting,
    seconds: Math.max(left, 0),
    progress,
    preparing: !waiting && (!progress || progress.state === 'waiting' || progress.state === 'freezing'),
    sending: progress?.state === 'sending',
    paused: progress?.state === 'paused',
    done: progress ? progress.total - progress.pending : 0,
  });
}
