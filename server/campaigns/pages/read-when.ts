/** Reads when a campaign is to go out: now, or on a day at a time as they are counted in the Netherlands. */
import { z } from 'zod';
import { dutchMoment, plusMonths, startOfDutchDay } from '../../platform/clock/index.ts';
import { Invalid } from '../../platform/errors/index.ts';
import { oneOf, optionalText, readForm, type Request } from '../../platform/http/index.ts';

const form = z.object({
  when: oneOf(['now', 'later']),
  day: optionalText(10),
  // Some browsers add the seconds.
  time: optionalText(8).transform((text) => text.slice(0, 5)),
});

/** Further ahead it is a slip of the finger. */
const furthestMonths = 12;

/** Null for now; Invalid with the field named where there is no such moment, or it is past. */
export function readWhen(req: Request, now: Date): Date | null {
  const { when, day, time } = readForm(req, form);
  if (when !== 'later') return null;
  const problem = (field: 'day' | 'time', what: string) =>
    new Invalid({ [field]: { key: `campaigns:when.problem.${what}`, values: { day, time } } });
  if (startOfDutchDay(day) === null) throw problem('day', 'day');
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) throw problem('time', 'time');
  const moment = dutchMoment(day, time);
  if (!moment) throw problem('time', 'skipped');
  if (moment.at <= now) throw problem('day', 'past');
  if (moment.at > plusMonths(now, furthestMonths)) throw problem('day', 'far');
  return moment.at;
}
