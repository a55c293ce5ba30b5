/** Sending (UX-1): to whom and how many, then a minute to take it back, then how far it is; pause, resume, cancel. */
import { z } from 'zod';
import { Conflict } from '../../platform/errors/index.ts';
import {
  readForm,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import type { Guarded } from '../../groups/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import { isReady } from '../content/check-campaign.ts';
import { reviewCampaign } from '../content/review-campaign.ts';
import type { CampaignsContext } from '../context.ts';
import { type Campaign, writtenIn } from '../editing/campaign.ts';
import { approveCampaign, cancelCampaign } from '../sending/send-campaign.ts';
import { shownSplit } from './shown-split.ts';
import { askedCampaign, countInWords, page, staffOnly, versionNames } from './shared.ts';
import { shownChecks } from './shown-checks.ts';

const sendForm = z.object({ revision: z.coerce.number().int().min(0) });

/** The routes. */
export function sendRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  const { delivery } = context;
  routes.get(`${page}/:id/send`, staff, async (req, res) => {
    const campaign = await askedCampaign(context, req);
    if (campaign.state !== 'draft') return redirect(res, `${page}/${campaign.id}`);
    await showSend(context, req, res, campaign);
  });
  routes.post(`${page}/:id/send`, staff, async (req, res) => {
    const { id } = await askedCampaign(context, req);
    await approveCampaign(context, id, readForm(req, sendForm).revision, context.accounts.current(req).id);
    redirect(res, `${page}/${id}`);
  });
  routes.post(`${page}/:id/cancel`, staff, async (req, res) => {
    const { id } = await askedCampaign(context, req);
    const nobody = await cancelCampaign(context, id);
    redirect(res, `${page}/${id}?done=${nobody ? 'cancelled' : 'stopped'}`);
  });
  routes.post(
    `${page}/:id/pause`,
    staff,
    change(context, (mailing) => delivery.pause(mailing)),
  );
  routes.post(
    `${page}/:id/resume`,
    staff,
    change(context, (mailing) => delivery.resume(mailing)),
  );
  return routes;
}

function change(context: CampaignsContext, what: (mailing: MailingId) => Promise<unknown>) {
  return async (req: Request, res: Response): Promise<void> => {
    const { id, mailing } = await askedCampaign(context, req);
    if (!mailing) throw new Conflict({ key: 'campaigns:error.notOnItsWay' });
    await what(mailing);
    redirect(res, `${page}/${id}`);
  };
}

function isSome(count: Guarded): boolean {
  return count.kind === 'too-few' || count.people > 0;
}

async function showSend(
  context: CampaignsContext,
  req: Request,
  res: Response,
  campaign: Campaign,
): Promise<void> {
  const t = translate(res);
  const { newsletter, shop, reach, checks } = await reviewCampaign(context, campaign);
  const nameOf = await versionNames(context, res);
  sendPage(req, res, {
    view: 'campaigns/send',
    title: t('campaigns:send.title', { title: campaign.title }),
    campaign,
    newsletter: newsletter.title[viewerLanguage(res)],
    people: reach.people,
    held: (['paused', 'lessOften'] as const)
      .filter((why) => isSome(reach.held[why]))
      .map((why) => t(`campaigns:send.${why}`, { people: countInWords(reach.held[why], t) })),
    seconds: shop.sendDelaySeconds,
    ready: isReady(checks),
    checks: shownChecks(checks, campaign, nameOf, t).filter(({ state }) => state !== 'ok'),
    versions: campaign.versions.map((version) => {
      const count = reach.versions.get(version.key);
      return {
        name: nameOf(version),
        languages: writtenIn(version).map((language) => t(`common:language.${language}`)),
        people: count && countInWords(count, t),
        tooFew: count?.kind === 'too-few',
      };
    }),
    split: shownSplit(campaign, reach, nameOf),
    missing: [...reach.missingLanguages].map(([language, count]) =>
      t('campaigns:send.missing', {
        language: t(`common:language.${language}`),
        people: countInWords(count, t),
      }),
    ),
  });
}
