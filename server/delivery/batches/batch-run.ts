/** A batch while it is being sent. */
import type { HandOverFile } from '../hand-overs/hand-over-file.ts';
import type { MailingSource, MakeMail, Mailing } from '../words.ts';
import type { Batch } from './batches-store.ts';

export interface BatchRun {
  readonly mailing: Mailing;
  readonly batch: Batch;
  readonly file: HandOverFile;
  readonly render: MakeMail;
  readonly openVersions: ReadonlySet<string>;
  readonly stillFits: Awaited<ReturnType<MailingSource['stillFits']>>;
  /** When the lease is over by the stopwatch, which nobody can set. */
  leaseEndsAt: number;
  /** How many windows were begun. */
  windows: number;
  /** Set when the batch must not go on: the lease is lost, the mailing was paused, or the server cannot be reached. */
  stopped: boolean;
}
