/** Days as people in the Netherlands count them: they begin at midnight in Amsterdam. */

const dutchTime = 'Europe/Amsterdam';
const hourMs = 3_600_000;
// Making a formatter takes a hundred times as long as using it.
const byDay = new Intl.DateTimeFormat('sv-SE', { timeZone: dutchTime });

/** The day of a moment: '2026-11-22'. */
export function dutchDay(at: Date): string {
  return byDay.format(at);
}

/** The moment at which a day begins ('2026-11-22'); null where there is no such day. */
export function startOfDutchDay(day: string): Date | null {
  const midnight = new Date(`${day}T00:00:00Z`).getTime();
  if (Number.isNaN(midnight)) return null;
  // Amsterdam is one hour ahead in winter and two in summer, and never changes at midnight.
  const candidates = [2, 1].map((hours) => new Date(midnight - hours * hourMs));
  return candidates.find((at) => isFirstMoment(at, day)) ?? null;
}

function isFirstMoment(at: Date, day: string): boolean {
  return dutchDay(at) === day && dutchDay(new Date(at.getTime() - 1)) !== day;
}
