/** What the pages about servers, rates and hours work with. */
import type { Clock } from '../../platform/clock/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { MailingId } from '../../platform/ids/index.ts';
import type { Delivery } from '../open-delivery.ts';

/** What is handed in. */
export interface DeliverabilityContext {
  readonly delivery: Pick<Delivery, 'pace' | 'waiting' | 'providers' | 'changeRates'>;
  readonly clock: Clock;
  /** How a mailing is called, and where it can be looked at; null where nobody knows any more. */
  readonly nameOf: (
    mailing: MailingId,
    language: Language,
  ) => Promise<{ readonly title: string; readonly link: string | null } | null>;
  /** k: below it the page does not say how many mails were refused. */
  readonly minimum: () => Promise<number>;
}
