/** How many mails were accepted when, in at most sixty steps, as a pure function. */
import { MINUTE_MS } from '../../platform/clock/index.ts';

export interface Timeline {
  /** How long a step is; 0 where nothing was accepted yet. */
  readonly stepMs: number;
  /** Every step from the first acceptance to the last, also those without any. */
  readonly points: readonly { readonly from: Date; readonly accepted: number }[];
}

export interface Minute {
  readonly at: Date;
  readonly accepted: number;
}

const mostPoints = 60;
const dayMinutes = 1440;
const stepsInMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, dayMinutes];

/** Sums minutes, in any order, into steps that are as short as sixty of them allow. */
export function timelineOf(minutes: readonly Minute[]): Timeline {
  if (minutes.length === 0) return { stepMs: 0, points: [] };
  const times = minutes.map(({ at }) => at.getTime());
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const fits = (stepMs: number) => indexOf(last, stepMs) - indexOf(first, stepMs) < mostPoints;
  const days = Math.ceil((last - first) / MINUTE_MS / dayMinutes / (mostPoints - 1));
  const step = stepsInMinutes.find((candidate) => fits(candidate * MINUTE_MS)) ?? days * dayMinutes;
  const stepMs = step * MINUTE_MS;
  const from = indexOf(first, stepMs);
  const accepted = new Array<number>(indexOf(last, stepMs) - from + 1).fill(0);
  for (const minute of minutes) accepted[indexOf(minute.at.getTime(), stepMs) - from]! += minute.accepted;
  return {
    stepMs,
    points: accepted.map((count, index) => ({ from: new Date((from + index) * stepMs), accepted: count })),
  };
}

function indexOf(time: number, stepMs: number): number {
  return Math.floor(time / stepMs);
}
