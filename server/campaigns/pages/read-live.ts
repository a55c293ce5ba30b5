/** What changes on the page of a campaign that is on its way: the time that is left, then how far it is. */
import { closedInWords, type MailingFigures } from '../../delivery/index.ts';
import { dutchDay, MINUTE_MS } from '../../platform/clock/index.ts';
import { type Response, translate, viewerLanguage } from '../../platform/http/index.ts';
import { formatDateTime, formatDuration, formatTime } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { shownState } from './shared.ts';
import { shownLog } from './shown-log.ts';
import { shownUncertain } from './shown-uncertain.ts';
import { shownQuiet, shownWhen } from './shown-when.ts';

/** How often the page looks again where nothing is pushed to it. */
const everySeconds = { lastMinutes: 1, waiting: 20, sending: 2 } as const;

/** From here on it counts down. */
const lastMinutesMs = 2 * MINUTE_MS;

/** Said aloud in steps of so many percent: every number would be too many. */
const saidInSteps = 10;

/** As things are now; what was counted is shared for two seconds by everybody who looks. */
export async function readLive(context: CampaignsContext, res: Response, campaign: Campaign) {
  const { delivery, clock } = context;
  const [progress, figures] = campaign.mailing
    ? await Promise.all([delivery.progress(campaign.mailing), delivery.figures(campaign.mailing)])
    : [null, null];
  const now = clock();
  // Delivery may not know it yet, or not have looked since its minute is over.
  const startsAt = progress?.startsAt ?? campaign.startsAt ?? now;
  const left = startsAt.getTime() - now.getTime();
  const waiting = (!progress || progress.state === 'waiting') && left > 0;
  const patient = waiting && left > lastMinutesMs;
  const frozen = figures && figures.state !== 'waiting' && figures.state !== 'freezing' ? figures : null;
  return {
    campaign,
    state: shownState(campaign.state, progress),
    poll: everySeconds[patient ? 'waiting' : waiting ? 'lastMinutes' : 'sending'],
    waiting,
    patient,
    when: waiting && shownWhen(startsAt, now, viewerLanguage(res)),
    quiet: waiting && (await shownQuiet(context, startsAt, res)),
    preparing: !waiting && !frozen,
    sending: progress?.state === 'sending',
    paused: progress?.state === 'paused',
    pausedBecause: progress?.pausedBecause ?? null,
    waits: progress?.waits ? closedInWords(progress.waits, clock, res) : null,
    log: await shownLog(context, campaign, translate(res)),
    figures: frozen && shownFigures(frozen, now, res),
  };
}

function shownFigures(figures: MailingFigures, now: Date, res: Response) {
  const language = viewerLanguage(res);
  const { total, remaining, perMinute, expectedEnd } = figures;
  const done = total - remaining;
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const pace = expectedEnd && {
    left: formatDuration(wholeMinutes(expectedEnd.getTime() - now.getTime()), language),
    ...(dutchDay(expectedEnd) === dutchDay(now)
      ? { at: formatTime(expectedEnd, language) }
      : { on: formatDateTime(expectedEnd, language) }),
  };
  return {
    ...figures,
    doubts: shownUncertain(figures, translate(res)),
    done,
    said: Math.floor(percent / saidInSteps) * saidInSteps,
    perMinute: perMinute === null || perMinute === 0 ? null : perMinute,
    pace,
  };
}

// Seconds would be more than an estimate knows.
function wholeMinutes(ms: number): number {
  return Math.max(1, Math.round(ms / MINUTE_MS)) * MINUTE_MS;
}
