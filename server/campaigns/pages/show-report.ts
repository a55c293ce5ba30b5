/** Shows what became of a campaign: outcomes in all, when, why not, by whom, and figures per version through the guard (SEG-6). */
import type { MailingFigures, Outcomes, Progress } from '../../delivery/index.ts';
import { DAY_MS, SECOND_MS } from '../../platform/clock/index.ts';
import {
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { formatDuration, type Translate } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { countInWords, shownState, versionNames } from './shared.ts';
import { shownHands } from './shown-approval.ts';
import { shownLog } from './shown-log.ts';
import { shownUncertain } from './shown-uncertain.ts';

/** The outcomes with the class of their colour, in the order of the bar. */
const outcomes = [
  ['accepted', 'c1'],
  ['refused', 'c6'],
  ['again', 'c5'],
  ['uncertain', 'c2'],
  ['skipped', 'c3'],
  ['pending', 'c4'],
] as const;

/** Not shown where there are none: they are only there while it is on its way, or was when it was stopped. */
const passing: readonly (keyof Outcomes)[] = ['again', 'pending'];

/** Parts of the bar are drawn at least this wide, in percent, so that they can be seen. */
const narrowest = 0.7;

/** Sends the page. */
export async function showReport(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
): Promise<void> {
  const { delivery, settings } = context;
  const [progress, figures] = campaign.mailing
    ? await Promise.all([delivery.progress(campaign.mailing), delivery.figures(campaign.mailing)])
    : [null, null];
  const { minimumGroup: k } = await settings.current();
  const t = translate(res);
  const versions = await shownVersions(context, res, campaign, progress);
  sendPage(req, res, {
    view: 'campaigns/report',
    title: t('campaigns:report.title', { title: campaign.title }),
    campaign,
    hands: await shownHands(context, campaign, t),
    stopped: campaign.state === 'stopped',
    // It goes on for those to whom somebody sends again.
    paused: progress?.state === 'paused',
    pausedBecause: progress?.pausedBecause,
    uncertain: progress?.uncertain ?? 0,
    doubts: figures ? shownUncertain(figures, t) : [],
    state: shownState(campaign.state, progress),
    total: figures?.total ?? 0,
    outcomes: figures ? shownOutcomes(figures) : [],
    timeline: figures && shownTimeline(figures, res),
    refused: figures ? shownRefusals(figures) : [],
    skipped: figures ? shownSkipped(figures, t) : [],
    providers: figures?.providers ?? [],
    servers: figures?.servers ?? [],
    anyAgain: (figures?.outcomes.again ?? 0) > 0,
    log: await shownLog(context, campaign, t),
    versions,
    anyFell: versions.some(({ fell }) => fell),
    anyWithheld: versions.some(({ withheld }) => withheld),
    k,
  });
}

async function shownVersions(
  context: CampaignsContext,
  res: Response,
  campaign: Campaign,
  progress: Progress | null,
) {
  const nameOf = await versionNames(context, res);
  return campaign.versions.map((version) => {
    const people = progress?.byVersion.get(version.key);
    return {
      name: nameOf(version),
      // Too few at the count of groups or at the freeze (SEG-9).
      fell: version.group !== null && people === undefined,
      withheld: people === 'too-few',
      people: typeof people === 'number' ? people : 0,
    };
  });
}

function shownOutcomes({ outcomes: counts, total }: MailingFigures) {
  let x = 0;
  return outcomes
    .filter(([id]) => !passing.includes(id) || counts[id] > 0)
    .map(([id, colour]) => {
      const count = counts[id];
      const width = count === 0 ? 0 : Math.max(share(count, total), narrowest);
      const part = {
        id,
        colour,
        count,
        x: x.toFixed(2),
        width: width.toFixed(2),
        percent: percent(count, total),
      };
      x += width;
      return part;
    });
}

/** For the drawing and, step by step, for the table; null where there is nothing to draw. */
function shownTimeline({ timeline: { stepMs, points } }: MailingFigures, res: Response) {
  if (points.length === 0) return null;
  const language = viewerLanguage(res);
  const data = {
    from: points[0]!.from,
    stepSeconds: stepMs / SECOND_MS,
    values: points.map(({ accepted }) => accepted),
  };
  const most = points.reduce((one, other) => (other.accepted > one.accepted ? other : one));
  return {
    // One step is a number and no line.
    data: points.length > 1 && JSON.stringify(data),
    step: formatDuration(stepMs, language),
    isByDay: stepMs >= DAY_MS,
    points,
    most,
    first: points[0]!.from,
    last: points.at(-1)!.from,
  };
}

function shownRefusals({ refused, outcomes: { refused: all } }: MailingFigures) {
  return Object.entries(refused)
    .filter(([, people]) => people > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([kind, people]) => ({ kind, people, percent: percent(people, all) }));
}

function shownSkipped({ skipped }: MailingFigures, t: Translate) {
  return Object.entries(skipped)
    .filter(([, people]) => people !== 0)
    .map(([why, people]) => ({
      why,
      withheld: people === 'too-few',
      // A larger one may be withheld with a small one, so that no limit is named.
      people:
        people === 'too-few' ? t('campaigns:report.withheld') : countInWords({ kind: 'count', people }, t),
    }));
}

function share(count: number, total: number): number {
  return (count / Math.max(total, 1)) * 100;
}

/** With one digit behind the point. */
function percent(count: number, total: number): number {
  return Math.round(share(count, total) * 10) / 10;
}
