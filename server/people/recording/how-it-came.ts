/** How something reached the staff: by which way, on which day, and what shows it (CON-7). */
import { z } from 'zod';
import { type Clock, plusMonths } from '../../platform/clock/index.ts';
import { Invalid } from '../../platform/errors/index.ts';
import { optionalText } from '../../platform/http/index.ts';

/** The ways in which somebody may tell the staff. */
export const ways = ['telephone', 'letter', 'mail', 'counter'] as const;

/** The fields of it, for each form that records something. */
export const cameForm = z.object({
  channel: z.enum(ways, 'people:problem.channel'),
  on: z.iso.date('people:problem.day'),
  evidence: sentence(1000, 'people:problem.evidence'),
});

/** A text that is asked for; it may be typed on several lines and is kept on one. */
export function sentence(max: number, missing: string) {
  const onOneLine = (typed: unknown) => (typeof typed === 'string' ? typed.replace(/\s+/g, ' ') : typed);
  return z.preprocess(
    onOneLine,
    optionalText(max).refine((text) => text !== '', missing),
  );
}

/** Today's date in the Netherlands, as a date field writes it. */
export function today(clock: Clock): string {
  return dayOf(clock());
}

/** The moment to note for a day of the past year: of one that has passed its noon, because the hour was not asked. */
export function momentOf(day: string, clock: Clock): Date {
  if (day > today(clock)) throw new Invalid({ on: { key: 'people:problem.dayToCome' } });
  if (day < dayOf(plusMonths(clock(), -12))) throw new Invalid({ on: { key: 'people:problem.dayLongAgo' } });
  return day === today(clock) ? clock() : new Date(`${day}T12:00:00Z`);
}

function dayOf(at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(at);
}
