/** The staff's first page. */
import { rolesWithCards, roles, type Account, type Role } from '../accounts/index.ts';
import type { RecentCampaign } from '../campaigns/index.ts';
import { Router, sendPage, translate, viewerLanguage } from '../platform/http/index.ts';
import { readAlerts } from './read-alerts.ts';
import { readFigures } from './read-figures.ts';
import type { OverviewDeps } from './room.ts';

const rolesWithCampaigns: readonly Role[] = ['marketer', 'administrator'];
const rolesWithStatements: readonly Role[] = ['privacy-officer', 'administrator'];

/** The route /staff: everybody on the staff may see it, each with what belongs to their roles. */
export function overviewRoutes(room: OverviewDeps): Router {
  const routes = Router();
  routes.get('/staff', room.accounts.requireRole(...roles), async (req, res) => {
    const account = room.accounts.current(req);
    const campaigns = has(account, rolesWithCampaigns) ? await room.campaigns.recent() : null;
    sendPage(req, res, {
      view: 'overview/overview',
      title: translate(res)('overview:title'),
      today: room.clock(),
      lock: await room.privacy.sendingLock(),
      outbox: await room.outbox.trouble(),
      alerts: await readAlerts(room, viewerLanguage(res), {
        campaigns: campaigns !== null,
        statements: has(account, rolesWithStatements),
      }),
      resting: campaigns ? await room.delivery.pace.resting() : [],
      figures: await readFigures(room, viewerLanguage(res)),
      mayFind: has(account, rolesWithCards),
      writes: campaigns !== null,
      // In development the tour stays, because the demo shop has campaigns from the start.
      tour: campaigns !== null && (campaigns.length === 0 || room.inboxPath !== null),
      begun: (campaigns?.length ?? 0) > 0,
      toApprove: campaigns && (await room.campaigns.waitingFor(account.id)),
      next: nextOf(campaigns ?? []),
      last: campaigns?.find(({ state }) => state === 'sent' || state === 'stopped'),
      inboxPath: room.inboxPath,
    });
  });
  return routes;
}

function has(account: Account, wanted: readonly Role[]): boolean {
  return account.roles.some((role) => wanted.includes(role));
}

/** What is on its way comes before what is still being written; within that, what changed last. */
function nextOf(campaigns: readonly RecentCampaign[]): RecentCampaign | undefined {
  const first = (...states: RecentCampaign['state'][]) =>
    campaigns.find(({ state }) => states.includes(state));
  return first('sending') ?? first('scheduled') ?? first('asked') ?? first('draft');
}
