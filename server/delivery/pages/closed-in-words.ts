/** Says in words why nothing leaves just now, and until when. */
import { type Clock, DAY_MS, plus } from '../../platform/clock/index.ts';
import { type Response, translate, viewerLanguage } from '../../platform/http/index.ts';
import { formatDateTime, formatTime } from '../../platform/i18n/index.ts';
import type { Closed } from '../pace/pace-room.ts';

/** A sentence or two, with the time, and with the day where that is further than a day. */
export function closedInWords({ why, until }: Closed, clock: Clock, res: Response): string {
  const format = until < plus(clock(), DAY_MS) ? formatTime : formatDateTime;
  return translate(res)(`delivery:waits.${why}`, { until: format(until, viewerLanguage(res)) });
}
