/** Measures how long something takes. */

/** Milliseconds that only go forward: the clock may be set back. */
export type Stopwatch = () => number;

export const systemStopwatch: Stopwatch = () => performance.now();
