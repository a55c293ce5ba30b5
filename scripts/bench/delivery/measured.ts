/** What a process of the measurement tells of itself. */

export interface Measured {
  readonly seconds: number;
  /** User and system, in microseconds a mail, or a person where an audience is frozen. */
  readonly cpuUs: number;
  readonly peakMb: number;
  /** Of memory at its end. */
  readonly nowMb: number;
}

/** Of this process, in megabytes. */
export function memory(): Pick<Measured, 'peakMb' | 'nowMb'> {
  return { peakMb: process.resourceUsage().maxRSS / 1024, nowMb: process.memoryUsage.rss() / 1024 / 1024 };
}
