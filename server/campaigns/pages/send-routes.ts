/** Pressing Send (UX-1): now, or on a day at a time. */
import { z } from 'zod';
import { readForm, redirect, type Request, type Response, Router } from '../../platform/http/index.ts';
import { countReach } from '../content/count-reach.ts';
import type { CampaignsContext } from '../context.ts';
import { nextState } from '../editing/campaign-state.ts';
import { approveCampaign } from '../sending/send-campaign.ts';
import { readWhen } from './read-when.ts';
import { askedCampaign, page, staffOnly } from './shared.ts';
import { orShowSend, showSend } from './show-send.ts';

/** What was read when the button was pressed. */
export const sendForm = z.object({ revision: z.coerce.number().int().min(0) });

/** The routes. */
export function sendRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  routes.get(`${page}/:id/send`, staff, async (req, res) => {
    const campaign = await askedCampaign(context, req);
    if (!nextState(campaign.state, 'approve')) return redirect(res, `${page}/${campaign.id}`);
    await showSend(context, req, res, campaign);
  });
  routes.post(`${page}/:id/count`, staff, async (req, res) => {
    const { id } = await askedCampaign(context, req);
    await countReach(context, id);
    redirect(res, `${page}/${id}/send`);
  });
  routes.post(`${page}/:id/send`, staff, (req, res) => send(context, req, res));
  return routes;
}

async function send(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const campaign = await askedCampaign(context, req);
  const by = context.accounts.current(req).id;
  await orShowSend(context, req, res, campaign, async () => {
    const { revision } = readForm(req, sendForm);
    await approveCampaign(context, campaign.id, revision, by, readWhen(req, context.clock()));
    return `${page}/${campaign.id}`;
  });
}
