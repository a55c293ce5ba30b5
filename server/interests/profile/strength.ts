/** How strong an interest is: pure functions of the signals and the moment. */
import { DAY_MS } from '../../platform/clock/index.ts';
import type { Signal, Source } from '../model.ts';

export type Counted = Pick<Signal, 'source' | 'observedAt' | 'expiresAt'>;

/**
 * What one fresh signal counts for, and after how many days it counts for half; null: it does not fade. What people
 * tell us counts most and stays; one visit to a page says little and fades soon.
 */
const counts: Readonly<Record<Source, { readonly weight: number; readonly halfLifeDays: number | null }>> = {
  told: { weight: 0.9, halfLifeDays: null },
  account: { weight: 0.7, halfLifeDays: null },
  order: { weight: 0.5, halfLifeDays: 180 },
  website: { weight: 0.15, halfLifeDays: 60 },
};

/** The lower edges of the bands: a stored strength is renewed when its band changes. */
const bands = [0.2, 0.4, 0.6, 0.8];

/**
 * From 0 (nothing) to 1: 1 − ∏ (1 − weight × ½^(age / half-life)) over the signals that have not expired. Each signal
 * adds to what is there and none takes away; the order does not matter; a signal from the future counts as fresh.
 */
export function strengthOf(signals: readonly Counted[], at: Date): number {
  const rest = signals
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > at)
    .map((signal) => 1 - weightAt(signal, at))
    .sort((a, b) => a - b) // the same signals give the same number to the last digit, in whatever order
    .reduce((product, doubt) => product * doubt, 1);
  return 1 - rest;
}

/** From 0 to 4. */
export function bandOf(strength: number): number {
  return bands.filter((edge) => strength >= edge).length;
}

/** The first moment, to the day, at which a signal expires or the strength falls into a lower band; null: never. */
export function nextChange(signals: readonly Counted[], at: Date): Date | null {
  const ends = signals.map(({ expiresAt }) => expiresAt).filter((end) => end !== null && end > at);
  const firstEnd = ends.length > 0 ? Math.min(...ends.map((end) => end!.getTime())) : null;
  const falls = firstFall(signals, at, firstEnd ?? at.getTime() + longestFadeDays * DAY_MS);
  const next = falls ?? firstEnd;
  return next === null ? null : new Date(next);
}

// What fades without expiring has left its last band long before.
const longestFadeDays = 3650;

function weightAt({ source, observedAt }: Counted, at: Date): number {
  const { weight, halfLifeDays } = counts[source];
  if (halfLifeDays === null) return weight;
  const days = Math.max(0, (at.getTime() - observedAt.getTime()) / DAY_MS);
  return weight * 2 ** (-days / halfLifeDays);
}

// Until the first end the strength only falls, so that its way through the bands can be halved again and again.
function firstFall(signals: readonly Counted[], at: Date, end: number): number | null {
  const bandAfter = (days: number) => bandOf(strengthOf(signals, new Date(at.getTime() + days * DAY_MS)));
  const band = bandAfter(0);
  let [before, after] = [0, Math.ceil((end - at.getTime()) / DAY_MS) - 1];
  if (after <= 0 || bandAfter(after) === band) return null;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (bandAfter(middle) === band) before = middle;
    else after = middle;
  }
  return at.getTime() + after * DAY_MS;
}
