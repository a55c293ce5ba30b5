/** Shows what Send does: to whom it goes, how many, in which versions, what is left to do, and when (UX-1). */
import type { Guarded } from '../../groups/index.ts';
import {
  type problemsFor,
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { isReady } from '../content/check-campaign.ts';
import { reviewCampaign } from '../content/review-campaign.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, writtenIn } from '../editing/campaign.ts';
import { countInWords, pictureUnderWay, versionNames } from './shared.ts';
import { shownApproval } from './shown-approval.ts';
import { shownChecks } from './shown-checks.ts';
import { shownSplit } from './shown-split.ts';

/** What was typed into the fields of day and time, and what is wrong with it. */
export interface TypedWhen {
  readonly values?: unknown;
  readonly problems?: ReturnType<typeof problemsFor>;
}

/** Sends the page. */
export async function showSend(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
  typed: TypedWhen = {},
): Promise<void> {
  const t = translate(res);
  const { newsletter, shop, reach, checks } = await reviewCampaign(context, campaign);
  const nameOf = await versionNames(context, res);
  sendPage(req, res, {
    view: 'campaigns/send',
    title: t('campaigns:send.title', { title: campaign.title }),
    status: typed.problems ? 400 : 200,
    ...typed,
    campaign,
    newsletter: newsletter.title[viewerLanguage(res)],
    people: reach.people,
    held: (['paused', 'lessOften'] as const)
      .filter((why) => isSome(reach.held[why]))
      .map((why) => t(`campaigns:send.${why}`, { people: countInWords(reach.held[why], t) })),
    seconds: shop.sendDelaySeconds,
    ready: isReady(checks),
    ...(await shownApproval(context, req, res, campaign, shop.secondPerson, reach.people)),
    checks: shownChecks(checks, campaign, nameOf, t).filter(({ state }) => state !== 'ok'),
    versions: campaign.versions.map((version) => {
      const count = reach.versions.get(version.key);
      return {
        name: nameOf(version),
        languages: writtenIn(version).map((language) => t(`common:language.${language}`)),
        people: count !== undefined && countInWords(count, t),
        known: count !== null,
        tooFew: count?.kind === 'too-few',
      };
    }),
    uncounted: reach.uncounted,
    underWay: reach.uncounted && (await pictureUnderWay(context)),
    split: shownSplit(campaign, reach, nameOf),
    missing: [...reach.missingLanguages].map(([language, count]) =>
      t('campaigns:send.missing', {
        language: t(`common:language.${language}`),
        people: countInWords(count, t),
      }),
    ),
  });
}

function isSome(count: Guarded): boolean {
  return count.kind === 'too-few' || count.people > 0;
}
