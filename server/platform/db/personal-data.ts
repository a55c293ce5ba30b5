/** What every room with personal data hands in, so that export and erasure reach all of it (PRIV-1, PRIV-3). */
import type { SubscriberId } from '../ids/index.ts';
import type { Tx } from './transactions.ts';

/** What one room knows of one person, as plain JSON under the room's own headings. */
export type PersonalExport = Readonly<Record<string, unknown>>;

export interface PersonalDataHolder {
  /** The room's name, as a heading of the export. */
  readonly room: string;
  /** The collections it answers for. */
  readonly collections: readonly string[];
  /** Collections of the room that hold nothing about subscribers. */
  readonly freeOfPersonalData: readonly string[];
  export(subscriber: SubscriberId): Promise<PersonalExport>;
  /** What cannot be part of a transaction, such as deleting files: done before it, and again when the erasure is. */
  beforeErase?(subscriber: SubscriberId): Promise<void>;
  /** Removes all of it, in the erasure's own transaction. */
  erase(subscriber: SubscriberId, tx: Tx): Promise<void>;
}
