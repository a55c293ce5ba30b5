/** The hours in which newsletters wait, as a pure function. */
import { DAY_MS, dutchDay, dutchMoment, plus } from '../../platform/clock/index.ts';
import type { QuietHours } from './words.ts';

/** When the quiet hours end that it is now; null outside them. */
export function quietUntil(now: Date, quiet: QuietHours | null): Date | null {
  if (!quiet) return null;
  // Those that began yesterday may last until this morning.
  for (const day of [dutchDay(plus(now, -DAY_MS)), dutchDay(now)]) {
    const from = momentOf(day, quiet.from);
    const to = momentOf(quiet.from < quiet.to ? day : dayAfter(day), quiet.to);
    if (from <= now && now < to) return to;
  }
  return null;
}

/** When the quiet hours begin that come next; null where there are none. */
export function quietFrom(now: Date, quiet: QuietHours | null): Date | null {
  if (!quiet) return null;
  const today = dutchDay(now);
  const [first, second] = [momentOf(today, quiet.from), momentOf(dayAfter(today), quiet.from)];
  return first > now ? first : second;
}

/** In March a night has no time from two to three: then it is three. */
function momentOf(day: string, time: string): Date {
  return (dutchMoment(day, time) ?? dutchMoment(day, '03:00'))!.at;
}

function dayAfter(day: string): string {
  return plus(new Date(`${day}T00:00:00Z`), DAY_MS)
    .toISOString()
    .slice(0, 10);
}
