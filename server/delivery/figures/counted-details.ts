/** The figures of a mailing under way as they were counted, to be given again for a moment. */
import type { MailingState } from '../mailings/mailing-state.ts';
import type { Details } from './sum-figures.ts';

/** Counted for a moment and one state: what is kept at the end, and how fast it goes now. */
export interface CountedDetails {
  readonly state: MailingState;
  /** Until then the answer is given again. */
  until: Date;
  readonly counts: Promise<{ readonly details: Details; readonly perMinute: number }>;
}
