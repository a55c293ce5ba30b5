/** When a campaign goes out, in words and for the two fields that it is typed into. */
import { dutchDay, dutchMoment, dutchTimeOfDay } from '../../platform/clock/index.ts';
import { type Response, viewerLanguage } from '../../platform/http/index.ts';
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
