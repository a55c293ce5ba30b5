/** Steering what was sent off: another time, cancel, pause, resume. */
import type { Actor } from '../../delivery/index.ts';
import { Conflict } from '../../platform/errors/index.ts';
import {
  problemsFor,
  redirect,
  type Request,
  type Response,
  Router,
  translate,
} from '../../platform/http/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import type { CampaignsContext } from '../context.ts';
import { cancelCampaign, rescheduleCampaign } from '../sending/send-campaign.ts';
import { readWhen } from './read-when.ts';
import { askedCampaign, page, staffOnly } from './shared.ts';
import { showProgress } from './show-progress.ts';

/** The routes. */
export function steerRoutes(context: CampaignsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  const { delivery } = context;
  routes.post(`${page}/:id/when`, staff, (req, res) => reschedule(context, req, res));
  routes.post(`${page}/:id/cancel`, staff, async (req, res) => {
    const { id } = await askedCampaign(context, req);
    const nobody = await cancelCampaign(context, id, context.accounts.current(req).id);
    redirect(res, `${page}/${id}?done=${nobody ? 'cancelled' : 'stopped'}`);
  });
  routes.post(
    `${page}/:id/pause`,
    staff,
    change(context, (mailing, by) => delivery.pause(mailing, by)),
  );
  routes.post(
    `${page}/:id/resume`,
    staff,
    change(context, (mailing, by) => delivery.resume(mailing, by)),
  );
  return routes;
}

async function reschedule(context: CampaignsContext, req: Request, res: Response): Promise<void> {
  const campaign = await askedCampaign(context, req);
  try {
    const by = context.accounts.current(req).id;
    await rescheduleCampaign(context, campaign.id, readWhen(req, context.clock()), by);
    redirect(res, `${page}/${campaign.id}`);
  } catch (error) {
    const problems = problemsFor(error, translate(res));
    await showProgress(context, req, res, campaign, { problems, values: req.body });
  }
}

function change(context: CampaignsContext, what: (mailing: MailingId, by: Actor) => Promise<unknown>) {
  return async (req: Request, res: Response): Promise<void> => {
    const { id, mailing } = await askedCampaign(context, req);
    if (!mailing) throw new Conflict({ key: 'campaigns:error.notOnItsWay' });
    await what(mailing, { kind: 'staff', id: context.accounts.current(req).id });
    redirect(res, `${page}/${id}`);
  };
}
