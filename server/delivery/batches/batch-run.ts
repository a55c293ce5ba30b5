/** A batch while it is being sent. */
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { OutgoingMail, Pieces } from '../../platform/mail/index.ts';
import type { Batch } from './batches-store.ts';
import type { Mailing, RenderedFor } from '../words.ts';

export interface BatchRun {
  readonly mailing: Mailing;
  readonly batch: Batch;
  readonly render: (person: RenderedFor) => Promise<OutgoingMail<Pieces>>;
  readonly openVersions: ReadonlySet<string>;
  readonly stillFits: (given: ReadonlyMap<SubscriberId, string>) => Promise<ReadonlySet<SubscriberId>>;
  leaseUntil: Date;
  /** Set when the batch must not go on: the lease is lost, or the server cannot be reached. */
  stopped: boolean;
}
