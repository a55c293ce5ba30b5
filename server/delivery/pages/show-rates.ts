/** Shows the form of rates and quiet hours. */
import {
  type problemsFor,
  type Request,
  type Response,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import type { PaceSettings } from '../pace/words.ts';
import { typedDomains } from './pace-fields.ts';
import type { DeliverabilityContext } from './context.ts';

/** As it is set, or as it was typed with what is wrong. */
export async function showRates(
  { delivery }: DeliverabilityContext,
  req: Request,
  res: Response,
  problems?: ReturnType<typeof problemsFor>,
): Promise<void> {
  sendPage(req, res, {
    view: 'delivery/rates',
    title: translate(res)('delivery:rates.title'),
    status: problems ? 400 : 200,
    values: problems ? (req.body as object) : valuesOf(await delivery.pace.settings()),
    problems,
  });
}

function valuesOf({ installation, domain, domains, quiet }: PaceSettings) {
  return {
    ...{ installation, domain, domains: typedDomains(domains) },
    ...{ quietFrom: quiet?.from ?? '', quietTo: quiet?.to ?? '' },
  };
}
