/** When a campaign goes out, in words and for the two fields that it is typed into. */
import { dutchDay, dutchMoment, dutchTimeOfDay } from '../../platform/clock/index.ts';
import { type Response, translate, viewerLanguage } from '../../platform/http/index.ts';
import { formatDuration, formatTime, formatWeekday, type Language } from '../../platform/i18n/index.ts';
import type { CampaignsContext } from '../context.ts';

/** The day, the time and how long until then; `twice` in the night in which its hour comes a second time. */
export function shownWhen(at: Date, now: Date, language: Language) {
  const [day, time] = [dutchDay(at), dutchTimeOfDay(at)];
  return {
    at,
    day: formatWeekday(at, language),
    time: formatTime(at, language),
    left: formatDuration(at.getTime() - now.getTime(), language),
    twice: dutchMoment(day, time)?.twice ?? false,
    fields: { day, time },
  };
}

/** At what time quiet hours let go what would leave at that moment; null where it is none of them. */
export async function shownQuiet(
  { delivery }: Pick<CampaignsContext, 'delivery'>,
  at: Date,
  res: Response,
): Promise<string | null> {
  const until = await delivery.pace.quietUntil(at);
  return until && formatTime(until, viewerLanguage(res));
}

/** What warm-ups mean for so many mails that begin then, as a sentence; null where all of them may leave on that day. */
export async function shownWarmUp(
  { delivery }: Pick<CampaignsContext, 'delivery'>,
  from: Date,
  mails: number,
  res: Response,
): Promise<string | null> {
  const end = await delivery.pace.warmUpEnd(from, mails);
  if (!end) return translate(res)('campaigns:when.warmUpLong');
  if (dutchDay(end) === dutchDay(from)) return null;
  return translate(res)('campaigns:when.warmUp', { day: formatWeekday(end, viewerLanguage(res)) });
}
