/** Reads the form of rates and quiet hours. */
import { z } from 'zod';
import { Invalid } from '../../platform/errors/index.ts';
import { readForm, type Request } from '../../platform/http/index.ts';
import type { Rates } from '../pace/words.ts';
import { domainRates, perSecond, quietOf, timeOfDay } from './pace-fields.ts';

const form = z.object({
  installation: perSecond,
  domain: perSecond,
  domains: domainRates,
  quietFrom: timeOfDay,
  quietTo: timeOfDay,
});

/** Throws Invalid with each wrong field. */
export function readRates(req: Request): Rates {
  const { quietFrom, quietTo, ...rates } = readForm(req, form);
  const quiet = quietOf(quietFrom, quietTo);
  if (!quiet) throw new Invalid({ quietTo: { key: 'delivery:problem.quiet' } });
  return { ...rates, quiet: quiet === 'none' ? null : quiet };
}
