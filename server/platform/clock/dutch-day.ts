/** Days and times as people in the Netherlands count them: days begin at midnight in Amsterdam. */

const dutchTime = 'Europe/Amsterdam';
const hourMs = 3_600_000;
// Making a formatter takes a hundred times as long as using it.
const byDay = new Intl.DateTimeFormat('sv-SE', { timeZone: dutchTime });
const byMinute = new Intl.DateTimeFormat('sv-SE', {
  timeZone: dutchTime,
  dateStyle: 'short',
  timeStyle: 'short',
});

/** A moment that somebody named by its day and time. */
export interface DutchMoment {
  readonly at: Date;
  /** In the night in October in which the hour from two to three comes twice: this is the first. */
  readonly twice: boolean;
}

/** The day of a moment: '2026-11-22'. */
export function dutchDay(at: Date): string {
  return byDay.format(at);
}

/** The moment at which a day begins ('2026-11-22'); null where there is no such day. */
export function startOfDutchDay(day: string): Date | null {
  const midnight = new Date(`${day}T00:00:00Z`).getTime();
  if (Number.isNaN(midnight)) return null;
  // The clock is never changed at midnight.
  return possibleMoments(midnight).find((at) => isFirstMoment(at, day)) ?? null;
}

/** The time of day of a moment: '09:00'. */
export function dutchTimeOfDay(at: Date): string {
  return byMinute.format(at).slice(-5);
}

/** The moment of a day and a time ('2026-11-24', '09:00'); null where that night in March skips it, or there is no such day or time. */
export function dutchMoment(day: string, time: string): DutchMoment | null {
  const asUtc = new Date(`${day}T${time}:00Z`).getTime();
  if (Number.isNaN(asUtc)) return null;
  const [first, second] = possibleMoments(asUtc).filter((at) => byMinute.format(at) === `${day} ${time}`);
  return first ? { at: first, twice: second !== undefined } : null;
}

// Amsterdam is one hour ahead in winter and two in summer.
function possibleMoments(asUtc: number): readonly Date[] {
  return [2, 1].map((hours) => new Date(asUtc - hours * hourMs));
}

function isFirstMoment(at: Date, day: string): boolean {
  return dutchDay(at) === day && dutchDay(new Date(at.getTime() - 1)) !== day;
}
