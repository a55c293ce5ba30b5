/** Shows a campaign on its way: the minute or the days in which cancel means that nobody got it, then how far it is (UX-1, UX-4). */
import {
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { MINUTE_MS } from '../../platform/clock/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { shownState } from './shared.ts';
import { shownHands } from './shown-approval.ts';
import type { TypedWhen } from './show-send.ts';
import { shownWhen } from './shown-when.ts';

/** How often the page looks again: by script, and without one by loading afresh. */
const everySeconds = { lastMinutes: 1, waiting: 20, sending: 2 } as const;
const withoutScriptSeconds = { soon: 5, waiting: 60 } as const;

/** From here on it counts down. */
const lastMinutesMs = 2 * MINUTE_MS;

/** Sends the page. */
export async function showProgress(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
  typed: TypedWhen = {},
): Promise<void> {
  const progress = campaign.mailing && (await context.delivery.progress(campaign.mailing));
  // Delivery may not know it yet, or not have looked since its minute is over.
  const startsAt = progress?.startsAt ?? campaign.startsAt ?? context.clock();
  const left = startsAt.getTime() - context.clock().getTime();
  const waiting = (!progress || progress.state === 'waiting') && left > 0;
  const patient = waiting && left > lastMinutesMs;
  sendPage(req, res, {
    view: 'campaigns/progress',
    title: campaign.title,
    hands: await shownHands(context, campaign, translate(res)),
    campaign,
    status: typed.problems ? 400 : 200,
    ...typed,
    // What is being typed is not taken away.
    refreshSeconds: typed.problems ? null : withoutScriptSeconds[patient ? 'waiting' : 'soon'],
    poll: everySeconds[patient ? 'waiting' : waiting ? 'lastMinutes' : 'sending'],
    state: shownState(campaign.state, progress),
    waiting,
    patient,
    when: waiting && shownWhen(startsAt, context.clock(), viewerLanguage(res)),
    progress,
    preparing: !waiting && (!progress || progress.state === 'waiting' || progress.state === 'freezing'),
    sending: progress?.state === 'sending',
    paused: progress?.state === 'paused',
    done: progress ? progress.total - progress.pending : 0,
  });
}
