/** A mailing that waits as the page shows it: how many, why, and until when. */
import { type Response, translate, viewerLanguage } from '../../platform/http/index.ts';
import type { Translate } from '../../platform/i18n/index.ts';
import type { WaitingMailing } from '../mailings/read-waiting.ts';
import { closedInWords } from './closed-in-words.ts';
import type { DeliverabilityContext } from './context.ts';

/** One line of the table. */
export async function shownWaiting(
  { nameOf, clock }: Pick<DeliverabilityContext, 'nameOf' | 'clock'>,
  mailing: WaitingMailing,
  res: Response,
) {
  const t = translate(res);
  const named = await nameOf(mailing.id, viewerLanguage(res));
  return {
    title: named?.title ?? t('delivery:waiting.unnamed'),
    link: named?.link ?? null,
    count: mailing.pending + mailing.again,
    reasons: reasonsOf(mailing, mailing.closed && closedInWords(mailing.closed, clock, res), t),
    // Nobody knows how long a server rests.
    expectedEnd: mailing.closed?.why === 'servers' ? null : mailing.expectedEnd,
  };
}

function reasonsOf(
  { paused, pending, later, again }: WaitingMailing,
  closed: string | null,
  t: Translate,
): readonly string[] {
  if (paused) return [t('delivery:waiting.paused')];
  const turn = pending - later;
  return [
    ...(closed ? [closed] : []),
    ...(!closed && turn > 0 ? [t('delivery:waiting.turn', { count: turn })] : []),
    ...(later > 0 ? [t('delivery:waiting.later', { count: later })] : []),
    ...(again > 0 ? [t('delivery:waiting.again', { count: again })] : []),
  ];
}
