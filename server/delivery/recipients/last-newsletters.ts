/** When people last got a newsletter: one question by an index for all of them, another for what their mailings were. */
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
    const sent = (await recipients.sentTo(people, since)).filter(({ mailing }) => mailing !== besides);
    const letters = await mailings.newslettersAmong([...new Set(sent.map(({ mailing }) => mailing))]);
    const last = new Map<SubscriberId, Date>();
    for (const { mailing, subscriber, at } of sent) {
      const known = last.get(subscriber);
      if (letters.has(mailing) && (!known || known < at)) last.set(subscriber, at);
    }
    return last;
  };
}
