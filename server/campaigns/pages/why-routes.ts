/** The public page behind 'Why?' at the bottom of a mail: what groups are, in plain words. */
import { Router, sendPage, translate } from '../../platform/http/index.ts';
import type { CampaignsContext } from '../context.ts';

/** /why-this-version: the same for everybody, so that the address says nothing of who follows it. */
export function whyRoutes({ settings }: CampaignsContext): Router {
  const routes = Router();
  routes.get('/why-this-version', async (req, res) => {
    const { minimumGroup } = await settings.current();
    sendPage(req, res, {
      view: 'campaigns/why',
      title: translate(res)('campaigns:why.title'),
      k: minimumGroup,
    });
  });
  return routes;
}
