/** The list of campaigns, and making, copying and removing them: /staff/campaigns. */
import { z } from 'zod';
import {
  oneOf,
  optionalText,
  problemsFor,
  readForm,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import { type GroupId, isId, type NewsletterId } from '../../platform/ids/index.ts';
import type { CampaignsContext } from '../context.ts';
import type { Campaign } from '../editing/campaign.ts';
import { type CampaignState, campaignStates } from '../editing/campaign-state.ts';
import { pageSize } from '../editing/campaigns-store.ts';
import { createCampaign, duplicateCampaign, removeCampaign } from '../editing/manage-campaign.ts';
import { askedCampaign, page, shownState, staffOnly } from './shared.ts';
import { shownWhen } from './shown-when.ts';

const tabs: Readonly<Record<string, readonly CampaignState[]>> = {
  all: campaignStates,
  drafts: ['draft', 'asked'],
  busy: ['scheduled', 'sending'],
  sent: ['sent', 'stopped'],
};

const listQuery = z.object({
  state: z.enum(['all', 'drafts', 'busy', 'sent']).catch('all'),
  group: z.string().refine(isId).optional(),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  done: oneOf(['removed']),
});
const newForm = z.object({
  title: optionalText(120).refine((text) => text !== '', 'common:error.required'),
  newsletter: z.string().refine(isId, 'campaigns:error.noNewsletter'),
});

/** The routes. */
export function listRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  routes.get(page, staff, (req, res) => showList(context, req, res));
  routes.get(`${page}/new`, staff, (req, res) => showNew(context, req, res, {}));
  routes.post(page, staff, (req, res) => create(context, req, res));
  routes.post(`${page}/:id/duplicate`, staff, async (req, res) => {
    const { id, title } = await askedCampaign(context, req);
    const name = translate(res)('campaigns:duplicate.title', { title }).slice(0, 120);
    const copy = await duplicateCampaign(context, id, name, context.accounts.current(req).id);
    redirect(res, `${page}/${copy.id}`);
  });
  routes.get(`${page}/:id/remove`, staff, async (req, res) => {
    const campaign = await askedCampaign(context, req);
    const title = translate(res)('campaigns:remove.title', { title: campaign.title });
    sendPage(req, res, { view: 'campaigns/remove', title, campaign });
  });
  routes.post(`${page}/:id/remove`, staff, async (req, res) => {
    await removeCampaign(context, (await askedCampaign(context, req)).id);
    redirect(res, `${page}?done=removed`);
  });
  return routes;
}

async function showList(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const query = readQuery(req, listQuery);
  const group = (query.group ?? null) as GroupId | null;
  const [counts, found] = await Promise.all([
    context.campaigns.countByState(group),
    context.campaigns.list(tabs[query.state]!, group, query.page),
  ]);
  const countOf = (name: string) => tabs[name]!.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  const address = (state: string, to: number) =>
    `${page}?state=${state}${group ? `&group=${group}` : ''}${to > 1 ? `&page=${to}` : ''}`;
  sendPage(req, res, {
    view: 'campaigns/campaigns',
    title: translate(res)('campaigns:title'),
    any: countOf('all') > 0,
    done: query.done,
    toApprove: await context.campaigns.waitingFor(context.accounts.current(req).id),
    group: group && (await context.groups.list()).find(({ id }) => id === group),
    tabs: Object.keys(tabs).map((name) => ({
      label: `campaigns:tab.${name}`,
      href: address(name, 1),
      count: countOf(name),
      current: name === query.state,
    })),
    rows: await Promise.all(found.map((campaign) => toRow(context, campaign, viewerLanguage(res)))),
    newer: query.page > 1 && address(query.state, query.page - 1),
    older: query.page * pageSize < countOf(query.state) && address(query.state, query.page + 1),
  });
}

async function toRow({ delivery, clock }: CampaignsContext, campaign: Campaign, language: Language) {
  const progress = campaign.mailing && (await delivery.progress(campaign.mailing));
  const { state, startsAt } = campaign;
  const done = progress ? progress.total - progress.pending : 0;
  return {
    id: campaign.id,
    title: campaign.title,
    state: shownState(state, progress),
    waits: state === 'scheduled' && startsAt && startsAt > clock() && shownWhen(startsAt, clock(), language),
    draft: state === 'draft',
    asked: state === 'asked',
    busy: state === 'sending' && progress && progress.total > 0,
    at: campaign.sentAt ?? startsAt ?? campaign.request?.at ?? campaign.changedAt,
    progress,
    done,
    pausedBecause: progress?.state === 'paused' && progress.pausedBecause,
  };
}

interface Form {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly problems?: ReturnType<typeof problemsFor>;
}

async function showNew(context: CampaignsContext, req: Request, res: Response, form: Form): Promise<void> {
  const language = viewerLanguage(res);
  const newsletters = (await context.newsletters.list()).filter(({ channels }) => channels.includes('email'));
  sendPage(req, res, {
    view: 'campaigns/new',
    title: translate(res)('campaigns:new.title'),
    status: form.problems ? 400 : 200,
    newsletters: newsletters.map(({ id, title }) => ({ id, title: title[language] })),
    ...form,
  });
}

async function create(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  try {
    const { title, newsletter } = readForm(req, newForm);
    const input = { title, newsletter: newsletter as NewsletterId };
    const campaign = await createCampaign(context, input, context.accounts.current(req).id);
    redirect(res, `${page}/${campaign.id}`);
  } catch (error) {
    const problems = problemsFor(error, translate(res));
    await showNew(context, req, res, { problems, values: req.body as Record<string, unknown> });
  }
}
