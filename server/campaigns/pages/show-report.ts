/** Shows what became of a campaign: outcomes in all, and figures per version through the guard (SEG-6). */
import { heldWhy, type Progress } from '../../delivery/index.ts';
import type { Guarded } from '../../groups/index.ts';
import { type Request, type Response, sendPage, translate } from '../../platform/http/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { countInWords, shownState, versionNames } from './shared.ts';
import { shownHands } from './shown-approval.ts';

/** The outcomes with the class of their colour, in the order of the bar. */
const outcomes = [
  ['accepted', 'c1'],
  ['refused', 'c6'],
  ['skipped', 'c3'],
  ['uncertain', 'c2'],
  ['pending', 'c4'],
] as const;

/** Parts of the bar are drawn at least this wide, in percent, so that they can be seen. */
const narrowest = 0.7;

/** Sends the page. */
export async function showReport(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
): Promise<void> {
  const progress = campaign.mailing && (await context.delivery.progress(campaign.mailing));
  const nameOf = await versionNames(context, res);
  const { minimumGroup: k } = await context.settings.current();
  const t = translate(res);
  const figures = campaign.versions.map((version) => {
    const people = progress?.byVersion.get(version.key);
    return {
      name: nameOf(version),
      // Too few at the count of groups or at the freeze (SEG-9).
      fell: version.group !== null && people === undefined,
      withheld: people === 'too-few',
      people: typeof people === 'number' ? people : 0,
    };
  });
  sendPage(req, res, {
    view: 'campaigns/report',
    title: t('campaigns:report.title', { title: campaign.title }),
    campaign,
    hands: await shownHands(context, campaign, t),
    stopped: campaign.state === 'stopped',
    state: shownState(campaign.state, progress),
    total: progress?.total ?? 0,
    outcomes: progress ? shownOutcomes(progress) : [],
    held: heldWhy.flatMap((why) => {
      const people = progress?.held[why] ?? 0;
      const count: Guarded = people === 'too-few' ? { kind: 'too-few', k } : { kind: 'count', people };
      return people === 0 ? [] : [t(`campaigns:report.${why}`, { people: countInWords(count, t) })];
    }),
    figures,
    anyFell: figures.some(({ fell }) => fell),
    anyWithheld: figures.some(({ withheld }) => withheld),
    k,
  });
}

function shownOutcomes(progress: Progress) {
  const total = Math.max(progress.total, 1);
  let x = 0;
  return outcomes
    .filter(([id]) => id !== 'pending' || progress.pending > 0)
    .map(([id, colour]) => {
      const count = progress[id];
      const width = count === 0 ? 0 : Math.max((count / total) * 100, narrowest);
      const part = {
        id,
        colour,
        count,
        x: x.toFixed(2),
        width: width.toFixed(2),
        percent: Math.round((count / total) * 1000) / 10,
      };
      x += width;
      return part;
    });
}
