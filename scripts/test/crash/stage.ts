/** What all rounds of a crash test have. */
import type { Delivery } from '../../../server/delivery/index.ts';
import type { Db } from '../../../server/platform/db/index.ts';
import type { MailServer, Workers } from './processes.ts';

export interface Stage {
  readonly db: Db;
  readonly delivery: Delivery;
  readonly server: MailServer;
  readonly workers: Workers;
  readonly record: string;
}
