/** The part of the figures that a page shows: a value for each day, sums for each month. Pure. */
import { DAY_MS } from '../../platform/clock/index.ts';
import type { Counts, DayOfLeaving, DayOfPurpose, WayOut } from './figures.ts';

export const ranges = ['30-days', '12-months', 'all'] as const;
export type Range = (typeof ranges)[number];

/** First and last day, both included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** What changed in a day or a month, and how many agreed at its end. */
interface Period {
  /** '2026-11-22' or '2026-11'. */
  readonly period: string;
  readonly agreed: number;
  readonly yes: number;
  readonly ends: number;
}

/** How many people left by a way in a month. */
interface LeftInMonth {
  readonly month: string;
  readonly way: WayOut;
  readonly people: number;
}

/** The days that a range means; `first` is the first day on which anything changed. */
export function spanOf(range: Range, today: string, first: string): Span {
  if (range === '30-days') return { from: daysAfter(today, -29), to: today };
  if (range === 'all') return { from: firstOfMonth(first < today ? first : today), to: today };
  const [year, month] = today.split('-').map(Number) as [number, number];
  return { from: new Date(Date.UTC(year, month - 12, 1)).toISOString().slice(0, 10), to: today };
}

/** The first day of the day's month. */
export function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

/** Each day of the span, also those on which nothing changed. */
export function byDay(days: readonly DayOfPurpose[], { from, to }: Span): readonly Period[] {
  let agreed = days.findLast(({ day }) => day < from)?.agreed ?? 0;
  const changed = new Map(days.map((each) => [each.day, each]));
  return daysOf({ from, to }).map((day) => {
    const found = changed.get(day);
    agreed = found?.agreed ?? agreed;
    return { period: day, agreed, yes: total(found?.yes ?? {}), ends: total(found?.ends ?? {}) };
  });
}

/** The same for each month. */
export function byMonth(days: readonly DayOfPurpose[], span: Span): readonly Period[] {
  const months = new Map<string, Period>();
  for (const { period: day, agreed, yes, ends } of byDay(days, span)) {
    const period = day.slice(0, 7);
    const before = months.get(period) ?? { yes: 0, ends: 0 };
    months.set(period, { period, agreed, yes: before.yes + yes, ends: before.ends + ends });
  }
  return [...months.values()];
}

/** How many people left by each way, the most used way first. */
export function waysIn(days: readonly DayOfLeaving[], span: Span): readonly Omit<LeftInMonth, 'month'>[] {
  return sumWays(within(days, span)).map(([way, people]) => ({ way, people }));
}

/** How many people left by each way in each month, the last month first. */
export function waysByMonth(days: readonly DayOfLeaving[], span: Span): readonly LeftInMonth[] {
  const inSpan = within(days, span);
  const months = [...new Set(inSpan.map(({ day }) => day.slice(0, 7)))].sort().reverse();
  return months.flatMap((month) =>
    sumWays(inSpan.filter(({ day }) => day.startsWith(month))).map(([way, people]) => ({
      ...{ month, way, people },
    })),
  );
}

function within(days: readonly DayOfLeaving[], { from, to }: Span): readonly DayOfLeaving[] {
  return days.filter(({ day }) => day >= from && day <= to);
}

function sumWays(days: readonly DayOfLeaving[]): readonly [WayOut, number][] {
  const sums = new Map<WayOut, number>();
  for (const { people } of days)
    for (const [way, count] of Object.entries(people) as [WayOut, number][])
      sums.set(way, (sums.get(way) ?? 0) + count);
  return [...sums].sort(([, a], [, b]) => b - a);
}

function total(counts: Counts<string>): number {
  return Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

function daysOf({ from, to }: Span): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = daysAfter(day, 1)) days.push(day);
  return days;
}

function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}
