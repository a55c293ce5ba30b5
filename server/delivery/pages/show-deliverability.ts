/** Shows staff how mail leaves: what waits, the servers, rates and hours, and what providers refuse. */
import {
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { formatNumber } from '../../platform/i18n/index.ts';
import type { GuardedNumber } from '../figures/guard-parts.ts';
import type { DeliverabilityContext } from './context.ts';
import { shownServer } from './shown-server.ts';
import { shownWaiting } from './shown-waiting.ts';

/** Sends the page. */
export async function showDeliverability(
  context: DeliverabilityContext,
  req: Request,
  res: Response,
  { mayChange, saved }: { readonly mayChange: boolean; readonly saved: string | undefined },
): Promise<void> {
  const { delivery, minimum } = context;
  const k = await minimum();
  const [waiting, standings, settings, providers] = await Promise.all([
    delivery.waiting(),
    delivery.pace.servers(),
    delivery.pace.settings(),
    delivery.providers(k),
  ]);
  const servers = standings.map((server) => shownServer(server, context.clock(), res));
  sendPage(req, res, {
    view: 'delivery/deliverability',
    title: translate(res)('delivery:page.title'),
    ...{ mayChange, saved, k, settings, servers },
    several: servers.length > 1,
    troubled: servers.filter(({ trouble }) => trouble),
    warming: servers.filter(({ plan }) => plan !== null),
    waiting: await Promise.all(waiting.map((mailing) => shownWaiting(context, mailing, res))),
    providers: providers.map((one) => ({
      ...one,
      mails: shownNumber(one.mails),
      refused: shownNumber(one.refused),
      share: one.percent === null ? '' : `${formatNumber(one.percent, viewerLanguage(res))} %`,
    })),
  });
}

function shownNumber(count: GuardedNumber) {
  return count === 'too-few' ? { withheld: true } : { withheld: false, count };
}
