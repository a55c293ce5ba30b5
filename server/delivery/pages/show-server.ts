/** Shows the form of one server. */
import { dutchDay } from '../../platform/clock/index.ts';
import {
  type problemsFor,
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import type { ServerStanding } from '../pace/servers/read-servers.ts';
import type { DeliverabilityContext } from './context.ts';
import { typedRate } from './pace-fields.ts';

/** What is proposed to whoever begins a warm-up. */
const usualPlan = { first: 200, growth: 30, upTo: 50_000 };

/** As it is set, or as it was typed with what is wrong. */
export function showServer(
  { clock }: DeliverabilityContext,
  req: Request,
  res: Response,
  { name, weight, perSecond, connections, warmUp }: ServerStanding,
  problems?: ReturnType<typeof problemsFor>,
): void {
  const plan = warmUp ?? { ...usualPlan, startsOn: dutchDay(clock()) };
  const rate = typedRate(perSecond, viewerLanguage(res));
  const values = { weight, perSecond: rate, connections, warmsUp: warmUp ? 'yes' : '', ...plan };
  sendPage(req, res, {
    view: 'delivery/server',
    title: translate(res)('delivery:server.title', { name }),
    status: problems ? 400 : 200,
    action: `/staff/deliverability/servers/${encodeURIComponent(name)}`,
    values: problems ? (req.body as object) : values,
    problems,
  });
}
