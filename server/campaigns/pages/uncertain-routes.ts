/** Sending to the uncertain again: a person's decision, for everybody or, by whoever may see people, one by one. */
import { z } from 'zod';
import { holdsOneOf, rolesWithCards } from '../../accounts/index.ts';
import { Forbidden, NotFound } from '../../platform/errors/index.ts';
import {
  readForm,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import { isId, type SubscriberId } from '../../platform/ids/index.ts';
import type { CampaignsContext } from '../context.ts';
import { askedCampaign, page as campaignsPage, staffOnly } from './shared.ts';
import { shownRecipients } from './shown-recipients.ts';
import { shownUncertain } from './shown-uncertain.ts';

const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  done: z.coerce.number().int().min(1).max(100_000_000).optional().catch(undefined),
});
const form = z.object({ who: z.literal('all').or(z.string().refine(isId)) });

/** The routes. */
export function uncertainRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  const { accounts, delivery } = context;
  const address = `${campaignsPage}/:id/uncertain`;
  routes.get(address, staff, (req, res) => showUncertain(context, req, res));
  routes.post(address, staff, async (req, res) => {
    const { id, mailing } = await askedCampaign(context, req);
    const { who } = readForm(req, form);
    const account = accounts.current(req);
    if (!mailing) throw new NotFound();
    if (who !== 'all' && !holdsOneOf(account, rolesWithCards)) throw new Forbidden();
    const whose = who === 'all' ? ('all' as const) : [who as SubscriberId];
    const people = await delivery.sendAgain(mailing, whose, { kind: 'staff', id: account.id });
    redirect(res, `${campaignsPage}/${id}/uncertain?done=${people}`);
  });
  return routes;
}

async function showUncertain(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const { delivery, accounts } = context;
  const campaign = await askedCampaign(context, req);
  const figures = campaign.mailing && (await delivery.figures(campaign.mailing));
  if (!campaign.mailing || !figures) throw new NotFound();
  const { page, done } = readQuery(req, query);
  const maySee = holdsOneOf(accounts.current(req), rolesWithCards);
  const found = maySee ? await delivery.rows(campaign.mailing, 'uncertain', page) : null;
  const t = translate(res);
  const here = (number: number) => `${campaignsPage}/${campaign.id}/uncertain?page=${number}`;
  sendPage(req, res, {
    view: 'campaigns/uncertain',
    title: t('recipients:uncertain.title', { title: campaign.title }),
    campaign,
    done,
    count: figures.outcomes.uncertain,
    doubts: shownUncertain(figures, t),
    stopped: figures.state === 'cancelled',
    paused: figures.state === 'paused',
    maySee,
    people: found && (await shownRecipients(context, req, found.rows)),
    before: page > 1 && here(page - 1),
    after: found?.more && here(page + 1),
    page,
  });
}
