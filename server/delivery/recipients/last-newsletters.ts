/** When people last got a newsletter: one question for the newsletters of that time, another for their rows of those. */
import type { MailingId, SubscriberId } from '../../platform/ids/index.ts';
import type { MailingsStore } from '../mailings/mailings-store.ts';
import type { RecipientsStore } from './recipients-store.ts';

export type LastNewsletters = (
  people: readonly SubscriberId[],
  besides: MailingId,
  since: Date,
) => Promise<Map<SubscriberId, Date>>;

/** A mail that may have arrived counts; service mails do not. Who got none since then is missing. */
export function lastNewsletters(recipients: RecipientsStore, mailings: MailingsStore): LastNewsletters {
  return async (people, besides, since) => {
    const letters = (await mailings.newslettersSince(since)).filter((id) => id !== besides);
    const last = new Map<SubscriberId, Date>();
    for (const { subscriber, at } of await recipients.sentTo(people, letters, since)) {
      const known = last.get(subscriber);
      if (!known || known < at) last.set(subscriber, at);
    }
    return last;
  };
}
