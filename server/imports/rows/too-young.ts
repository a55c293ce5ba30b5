/** Whether somebody is too young for us, by a birthday or an age that is read for this and kept nowhere (CON-13). */
import { plusMonths } from '../../platform/clock/index.ts';
import { readDate } from './read-cell.ts';

/** False where the cell says no year and no age, as a birthday without one does. */
export function isTooYoung(cell: string, minimumAge: number, now: Date): boolean {
  const text = cell.trim();
  if (/^\d{1,3}$/.test(text)) return Number(text) < minimumAge;
  const bornOn = readDate(text);
  return bornOn instanceof Date && bornOn > plusMonths(now, -12 * minimumAge);
}
