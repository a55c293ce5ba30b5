/** Shows what Send does: to whom it goes, how many, in which versions, what is left to do, and when (UX-1). */
import type { Guarded } from '../../groups/index.ts';
import { plus, SECOND_MS } from '../../platform/clock/index.ts';
import {
  problemsFor,
  redirect,
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import type { Language, Translate } from '../../platform/i18n/index.ts';
import { isReady } from '../content/check-campaign.ts';
import type { Reach } from '../content/count-reach.ts';
import { reviewCampaign } from '../content/review-campaign.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, writtenIn } from '../editing/campaign.ts';
import { isNotReady } from '../sending/not-ready.ts';
import { countInWords, pictureUnderWay, versionNames } from './shared.ts';
import { shownApproval } from './shown-approval.ts';
import { byUrgency, shownChecks } from './shown-checks.ts';
import { shownSplit } from './shown-split.ts';
import { shownQuiet, shownWarmUp } from './shown-when.ts';

/** What was typed into the fields of day and time, and what is wrong with it. */
export interface TypedWhen {
  readonly values?: unknown;
  readonly problems?: ReturnType<typeof problemsFor>;
  /** Send was pressed and did not begin, because a check fails. */
  readonly refused?: boolean;
}

/** Does it and goes where it answers; where it cannot be done, the page says why, with what was typed. */
export async function orShowSend(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
  work: () => Promise<string>,
): Promise<void> {
  try {
    redirect(res, await work());
  } catch (error) {
    if (isNotReady(error)) return showSend(context, req, res, campaign, { refused: true });
    const problems = problemsFor(error, translate(res));
    await showSend(context, req, res, campaign, { problems, values: req.body });
  }
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
  const leavesAt = plus(context.clock(), shop.sendDelaySeconds * SECOND_MS);
  sendPage(req, res, {
    view: 'campaigns/send',
    title: t('campaigns:send.title', { title: campaign.title }),
    status: typed.problems ? 400 : typed.refused ? 409 : 200,
    ...typed,
    campaign,
    newsletter: newsletter.title[viewerLanguage(res)],
    people: reach.people,
    audience: t('campaigns:send.audience', {
      people: t('campaigns:people', { count: reach.people }),
      versions: t('campaigns:send.inVersions', { count: campaign.versions.length }),
      languages: t('campaigns:send.inLanguages', { count: languagesIn(campaign).size }),
    }),
    without: shownWithout(reach.without, t),
    lessOften: isSome(reach.lessOften) && t('campaigns:send.lessOften', { people: aFew(reach.lessOften, t) }),
    seconds: shop.sendDelaySeconds,
    quiet: await shownQuiet(context, leavesAt, res),
    warmUp: await shownWarmUp(context, later(leavesAt, campaign.request?.sendAt), reach.people, res),
    ready: isReady(checks),
    ...(await shownApproval(context, req, res, campaign, shop.secondPerson, reach.people)),
    checks: byUrgency(shownChecks(checks, campaign, nameOf, t)),
    inOrder: checks.filter(({ state }) => state === 'ok').length,
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

function later(one: Date, other: Date | null | undefined): Date {
  return other && other > one ? other : one;
}

/** Who agreed and cannot get it, in all where that may be said, and by reason. */
function shownWithout({ people, why }: Reach['without'], t: Translate) {
  if (why.size === 0) return null;
  const all = people && t('campaigns:send.without', { people: aFew(people, t) });
  return {
    all: all ?? t('campaigns:send.someWithout'),
    why: [...why].map(([reason, count]) => t(`campaigns:send.because.${reason}`, { people: aFew(count, t) })),
  };
}

function aFew(count: Guarded, t: Translate): string {
  return count.kind === 'count' ? countInWords(count, t) : t('campaigns:aFew', { k: count.k });
}

function languagesIn({ versions }: Campaign): ReadonlySet<Language> {
  return new Set(versions.flatMap(writtenIn));
}

function isSome(count: Guarded): boolean {
  return count.kind === 'too-few' || count.people > 0;
}
