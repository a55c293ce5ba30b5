/** What all rounds of a crash test have. */
import type { Delivery } from '../../../server/delivery/index.ts';
import type { Db } from '../../../server/platform/db/index.ts';
import type { MailServers, Workers } from './processes.ts';

export interface Stage {
  readonly db: Db;
  readonly delivery: Delivery;
  readonly servers: MailServers;
  readonly workers: Workers;
  readonly record: string;
}
