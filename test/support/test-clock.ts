/** A clock that stands until a test moves it. */
import type { Clock } from '../../server/platform/clock/index.ts';

export type TestClock = Clock & {
  /** Moves on by so many milliseconds. */
  advance(ms: number): void;
  set(at: Date): void;
};

/** Starts at the machine's time, so that what MongoDB itself times (TTL indexes) agrees. */
export function testClock(start: Date = new Date()): TestClock {
  let now = start;
  return Object.assign(() => new Date(now), {
    advance: (ms: number) => (now = new Date(now.getTime() + ms)),
    set: (at: Date) => (now = at),
  }) as TestClock;
}
