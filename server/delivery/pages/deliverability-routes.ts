/** The staff's pages about servers, rates and hours: /staff/deliverability. */
import { z } from 'zod';
import type { Accounts } from '../../accounts/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import {
  oneOf,
  problemsFor,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  translate,
} from '../../platform/http/index.ts';
import type { ServerStanding } from '../pace/servers/read-servers.ts';
import { readRates } from './read-rates.ts';
import { readServer } from './read-server.ts';
import type { DeliverabilityContext } from './context.ts';
import { showDeliverability } from './show-deliverability.ts';
import { showRates } from './show-rates.ts';
import { showServer } from './show-server.ts';

const page = '/staff/deliverability';
const query = z.object({ saved: oneOf(['yes']) });

/** The routes: who sends campaigns may look, and administrators change what is set. */
export function deliverabilityRoutes(
  context: DeliverabilityContext,
  accounts: Pick<Accounts, 'requireRole' | 'current'>,
): Router {
  const { delivery } = context;
  const { pace } = delivery;
  const readers = accounts.requireRole('marketer', 'administrator');
  const guard = accounts.requireRole('administrator');
  const routes = Router();
  routes.get(page, readers, (req, res) => {
    const mayChange = accounts.current(req).roles.includes('administrator');
    return showDeliverability(context, req, res, { mayChange, saved: readQuery(req, query).saved });
  });
  routes.get(`${page}/rates`, guard, (req, res) => showRates(context, req, res));
  routes.post(`${page}/rates`, guard, (req, res) =>
    saved(
      res,
      () => delivery.changeRates(readRates(req)),
      (problems) => showRates(context, req, res, problems),
    ),
  );
  routes.get(`${page}/servers/:name`, guard, async (req, res) =>
    showServer(context, req, res, await asked(context, req)),
  );
  routes.post(`${page}/servers/:name`, guard, async (req, res) => {
    const server = await asked(context, req);
    const save = async () => {
      const others = (await pace.servers()).filter(({ name }) => name !== server.name);
      await pace.changeServer(readServer(req, server.name, others));
    };
    await saved(res, save, (problems) => Promise.resolve(showServer(context, req, res, server, problems)));
  });
  return routes;
}

type Problems = ReturnType<typeof problemsFor>;

async function saved(
  res: Response,
  save: () => Promise<void>,
  again: (problems: Problems) => Promise<void>,
): Promise<void> {
  try {
    await save();
  } catch (error) {
    return again(problemsFor(error, translate(res)));
  }
  redirect(res, `${page}?saved=yes`);
}

async function asked({ delivery }: DeliverabilityContext, req: Request): Promise<ServerStanding> {
  const found = (await delivery.pace.servers()).find(({ name }) => name === req.params['name']);
  if (!found) throw new NotFound();
  return found;
}
