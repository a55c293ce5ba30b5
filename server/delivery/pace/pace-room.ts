/** What the files about pace work with. */
import type { Clock, Fresh, Stopwatch } from '../../platform/clock/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Random } from '../../platform/mail/index.ts';
import type { BucketsStore } from './buckets-store.ts';
import type { ServerAnswersStore } from './servers/server-answers-store.ts';
import type { ServerStreak } from './servers/server-health.ts';
import type { Rest, ServerRestsStore } from './servers/server-rests-store.ts';
import type { PaceSettings } from './words.ts';

export interface PaceRoom {
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly random: Random;
  readonly log: Log;
  /** The servers of the environment, by host and port. */
  readonly servers: readonly string[];
  readonly buckets: BucketsStore;
  readonly rests: ServerRestsStore;
  readonly answers: ServerAnswersStore;
  /** What staff set, two seconds old at most. */
  readonly settings: Fresh<PaceSettings>;
  /** Which servers rest, a second old at most. */
  readonly resting: Fresh<readonly Rest[]>;
  /** What this process got from each server in a row. */
  readonly streaks: Map<string, ServerStreak>;
  /** Until when, by the stopwatch, this process passes over a server that just failed it. */
  readonly doubts: Map<string, number>;
}

/** Why mails wait that could be sent otherwise. */
export type WaitsFor = 'rate' | 'quiet' | 'warm-up' | 'servers';

/** Nothing may leave before then. */
export interface Closed {
  readonly why: WaitsFor;
  readonly until: Date;
}

/** The one that ends first. */
export function soonest(closed: readonly Closed[]): Closed | null {
  return closed.reduce<Closed | null>(
    (first, one) => (first && first.until <= one.until ? first : one),
    null,
  );
}
