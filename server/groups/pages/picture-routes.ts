/** The page of the picture of the day while it is being made: how far it is, and for an administrator how to stop it. */
import {
  redirect,
  Router,
  sendPage,
  translate,
  type Request,
  type Response,
} from '../../platform/http/index.ts';
import type { GroupsDeps } from '../room.ts';
import type { GroupsOnly } from './group-pages.ts';

const page = '/staff/groups/picture';

/** The routes; the page leads back to the groups once there is nothing to wait for. */
export function pictureRoutes({ accounts }: GroupsDeps, groups: GroupsOnly): Router {
  const routes = Router();
  routes.get(page, accounts.requireRole('marketer', 'administrator'), async (req, res) => {
    const mayStop = accounts.current(req).roles.includes('administrator');
    await showPicture(req, res, groups, mayStop);
  });
  routes.post(`${page}/stop`, accounts.requireRole('administrator'), async (_req, res) => {
    await groups.stopCut();
    redirect(res, page);
  });
  return routes;
}

async function showPicture(req: Request, res: Response, groups: GroupsOnly, mayStop: boolean): Promise<void> {
  const progress = await groups.progress();
  const title = translate(res)('groups:picture.title');
  if (progress.state !== 'under-way') {
    return sendPage(req, res, { view: 'groups/picture', title, stopped: progress.state === 'stopped' });
  }
  const { people, of } = progress;
  const percent = Math.floor((people / Math.max(1, of)) * 100);
  sendPage(req, res, { view: 'groups/picture', title, underWay: { people, of, percent }, mayStop });
}
