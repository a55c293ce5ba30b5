/** What holds for all rows of a run. */
import { plusMonths } from '../../platform/clock/index.ts';
import type { ImportsContext } from '../context.ts';
import type { PeopleMapping } from '../import-run.ts';
import type { Terms } from '../rows/verdict.ts';

/** The terms by what the person who imports confirmed and by the term of orders. */
export async function termsOf(
  { consent, settings, clock }: ImportsContext,
  mapping: PeopleMapping,
): Promise<Terms> {
  const { purpose, language, source, consentAt, columns } = mapping;
  const orders = (await consent.purposes()).find(({ key }) => key === 'interests.orders');
  const now = clock();
  const ordersSince = orders?.termMonths ? plusMonths(now, -orders.termMonths) : new Date(0);
  return {
    purpose,
    language,
    source,
    consentAt,
    hasAnswers: columns.includes('newsletter'),
    now,
    ordersSince,
    salesSince: await consent.salesSince(),
    minimumAge: (await settings.current()).minimumAge,
  };
}
