/** How many mails a new server may get on which day, as pure functions. */
import { DAY_MS } from '../../../platform/clock/index.ts';
import type { WarmUp } from '../words.ts';

/** The number of the day ('2026-11-23'); none before the plan begins. */
export function allowedOn(plan: WarmUp, day: string): number {
  const days = dayNumber(day) - dayNumber(plan.startsOn);
  if (days < 0) return 0;
  return Math.min(plan.upTo, Math.floor(plan.first * (1 + plan.growth / 100) ** days));
}

/** The numbers day after day, until they stop growing, at most so many days. */
export function planOf(plan: WarmUp, mostDays: number): readonly number[] {
  const numbers: number[] = [];
  const from = dayNumber(plan.startsOn);
  while (numbers.length < mostDays && numbers.at(-1) !== plan.upTo) {
    numbers.push(allowedOn(plan, nameOfDay(from + numbers.length)));
  }
  return numbers;
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function nameOfDay(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}
