/** Shows the form of rates and quiet hours. */
import {
  type problemsFor,
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { PaceSettings } from '../pace/words.ts';
import { typedDomains, typedRate } from './pace-fields.ts';
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
    values: problems ? (req.body as object) : valuesOf(await delivery.pace.settings(), viewerLanguage(res)),
    problems,
  });
}

function valuesOf({ installation, domain, domains, quiet }: PaceSettings, language: Language) {
  return {
    ...{ installation: typedRate(installation, language), domain: typedRate(domain, language) },
    domains: typedDomains(domains, language),
    ...{ quietFrom: quiet?.from ?? '', quietTo: quiet?.to ?? '' },
  };
}
