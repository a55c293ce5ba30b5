/** How often somebody wants newsletters by e-mail: kept beside the standing, because it limits what they agreed to. */
import { DAY_MS } from '../platform/clock/index.ts';

export const frequencies = ['every', 'monthly', 'seasonal'] as const;
export type Frequency = (typeof frequencies)[number];

/** After a mail of any newsletter there is none for so long: whole weeks less half a day, since sending takes its time. */
export const quietMs: Readonly<Record<Frequency, number>> = {
  every: 0,
  monthly: 27.5 * DAY_MS,
  seasonal: 83.5 * DAY_MS,
};

/** Why somebody who agreed may get nothing just now. */
export interface HeldBack {
  readonly paused: boolean;
  /** How long after the last newsletter they want none. */
  readonly quietMs: number;
}
