/** What the DNS should say of the shop's domain, and whether it does: /staff/settings/sender. */
import { type RequestHandler, Router, sendPage, translate } from '../../platform/http/index.ts';
import type { SenderRecords } from '../../platform/mail/index.ts';
import { shownSender } from './shown-sender.ts';

/** What is handed in. */
interface SenderPage {
  /** Asks the DNS. */
  readonly check: () => Promise<SenderRecords>;
  /** Says who may open it. */
  readonly guard: RequestHandler;
}

/** The route. */
export function senderRoutes({ check, guard }: SenderPage): Router {
  const routes = Router();
  routes.get('/staff/settings/sender', guard, async (req, res) => {
    const t = translate(res);
    const records = await check();
    sendPage(req, res, {
      view: 'settings/sender',
      title: t('settings:sender.title'),
      domain: records.domain,
      records: shownSender(records, t),
    });
  });
  return routes;
}
