/** A second pair of eyes: asking for it, and giving a campaign back with a remark. */
import { z } from 'zod';
import { Invalid } from '../../platform/errors/index.ts';
import { readForm, type Request, type Response, Router } from '../../platform/http/index.ts';
import type { CampaignsContext } from '../context.ts';
import { askApproval, giveBack } from '../sending/ask-approval.ts';
import { readWhen } from './read-when.ts';
import { askedCampaign, page, staffOnly } from './shared.ts';
import { sendForm } from './send-routes.ts';
import { orShowSend } from './show-send.ts';

const remarkForm = z.object({
  remark: z.string().trim().max(1000, 'common:error.tooLong').default(''),
});

/** The routes. */
export function approvalRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  routes.post(`${page}/:id/ask`, staff, (req, res) => ask(context, req, res));
  routes.post(`${page}/:id/give-back`, staff, (req, res) => answer(context, req, res));
  return routes;
}

async function ask(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const campaign = await askedCampaign(context, req);
  const by = context.accounts.current(req).id;
  await orShowSend(context, req, res, campaign, async () => {
    const { revision } = readForm(req, sendForm);
    await askApproval(context, campaign.id, revision, by, readWhen(req, context.clock()));
    return `${page}/${campaign.id}?done=asked`;
  });
}

/** Whoever asked takes it back without a word; others say why. */
async function answer(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const campaign = await askedCampaign(context, req);
  const by = context.accounts.current(req).id;
  const own = campaign.request?.by === by;
  await orShowSend(context, req, res, campaign, async () => {
    const { remark } = readForm(req, remarkForm);
    if (!own && remark === '') throw new Invalid({ remark: { key: 'campaigns:approval.sayWhy' } });
    await giveBack(context, campaign.id, by, remark);
    return `${page}/${campaign.id}?done=${own ? 'taken-back' : 'given-back'}`;
  });
}
