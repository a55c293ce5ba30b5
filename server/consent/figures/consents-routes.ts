/** The staff's page of consents over time: /staff/consents. */
import { z } from 'zod';
import type { Accounts } from '../../accounts/index.ts';
import { oneOf, readQuery, redirect, Router } from '../../platform/http/index.ts';
import { ranges } from './in-range.ts';
import { type ConsentsContext, showConsents } from './show-consents.ts';

const page = '/staff/consents';
const query = z.object({ range: oneOf(ranges) });

/** The routes: whoever reads the purposes reads these figures, and may have them counted again. */
export function consentsRoutes(context: ConsentsContext, accounts: Pick<Accounts, 'requireRole'>): Router {
  const routes = Router();
  const readers = accounts.requireRole('marketer', 'privacy-officer', 'administrator');
  routes.get(page, readers, (req, res) =>
    showConsents(context, req, res, readQuery(req, query).range ?? '12-months'),
  );
  routes.post(`${page}/count`, readers, async (_req, res) => {
    await context.figures.ask();
    redirect(res, page);
  });
  return routes;
}
