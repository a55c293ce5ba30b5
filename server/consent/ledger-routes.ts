/** The public page of the ledger's roots, with the key that checks them: /ledger and /ledger/roots.json. */
import { Router, sendPage, translate } from '../platform/http/index.ts';
import type { LedgerRoot } from './proof/root.ts';

interface Published {
  roots(): Promise<readonly LedgerRoot[]>;
  readonly publicKey: string;
}

/** The routes. */
export function ledgerRoutes(consent: Published): Router {
  const routes = Router();
  routes.get('/ledger', async (req, res) => {
    const roots = [...(await consent.roots())].reverse();
    sendPage(req, res, {
      view: 'consent/ledger',
      title: translate(res)('consent:ledger.title'),
      publicKey: consent.publicKey,
      total: roots[0]?.total ?? 0,
      roots: roots.slice(0, 31),
    });
  });
  routes.get('/ledger/roots.json', async (_req, res) => {
    res.json({ publicKey: consent.publicKey, roots: await consent.roots() });
  });
  return routes;
}
