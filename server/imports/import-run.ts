/** What one import is: an uploaded file, how it is read, and how far it has come. */
import type { Language } from '../platform/i18n/index.ts';
import type { AccountId, FileId, ImportId, NewsletterId } from '../platform/ids/index.ts';
import type { PurposeKey } from '../consent/index.ts';
import type { Encoding, FileFormat } from './file/encodings.ts';
import type { Columns } from './rows/recognise-columns.ts';

/** `checking` is the dry run; `checked` waits for somebody who presses 'Import now'. */
export type ImportState =
  'uploading' | 'mapping' | 'checking' | 'checked' | 'importing' | 'stopped' | 'finished';

/** Why it stopped by itself. */
export type Trouble = 'fileGone' | 'unreadable' | 'ours';

interface Confirmed extends FileFormat {
  readonly columns: Columns;
  /** Who confirmed it, and for people stated the source. */
  readonly by: AccountId;
}
export interface OrdersMapping extends Confirmed {
  readonly kind: 'orders';
}
export interface PeopleMapping extends Confirmed {
  readonly kind: 'people';
  readonly newsletter: NewsletterId;
  /** The e-mail purpose of that newsletter. */
  readonly purpose: PurposeKey;
  /** For rows that name none. */
  readonly language: Language;
  /** Stated once for the file, for rows without their own; empty when nothing was stated. */
  readonly source: string;
  readonly consentAt: Date | null;
}
/** How the file is read, as a person confirmed it. */
export type Mapping = PeopleMapping | OrdersMapping;

/** What became of the rows (in a dry run: what would). */
export interface Counts {
  readonly rows: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly optOuts: number;
  readonly refused: number;
  readonly ordersKept: number;
  readonly ordersDropped: number;
  /** Customers who get the newsletter because of a sale, and rows of who is too young. */
  readonly customers: number;
  readonly tooYoung: number;
  /** Of a file of orders: how many there are, and why some are not kept. */
  readonly orders: number;
  readonly ordersUnknown: number;
  readonly ordersNoConsent: number;
  readonly ordersNoTopic: number;
  readonly ordersOld: number;
  readonly ordersCancelled: number;
}

export const noCounts: Counts = {
  rows: 0,
  new: 0,
  changed: 0,
  unchanged: 0,
  optOuts: 0,
  refused: 0,
  ordersKept: 0,
  ordersDropped: 0,
  customers: 0,
  tooYoung: 0,
  orders: 0,
  ordersUnknown: 0,
  ordersNoConsent: 0,
  ordersNoTopic: 0,
  ordersOld: 0,
  ordersCancelled: 0,
};

export interface ImportRun {
  readonly id: ImportId;
  readonly fileName: string;
  /** Null once the upload has been deleted. */
  readonly file: FileId | null;
  readonly size: number;
  /** As found in the bytes of the upload. */
  readonly encoding: Encoding;
  readonly uploadedBy: AccountId;
  readonly uploadedAt: Date;
  readonly state: ImportState;
  readonly trouble: Trouble | null;
  /** The last row that could be read, for trouble 'unreadable'. */
  readonly troubleRow: number;
  readonly mapping: Mapping | null;
  /** The last row that is done, and the bytes up to it. */
  readonly row: number;
  readonly bytes: number;
  readonly counts: Counts;
  /** What the dry run counted. */
  readonly expected: Counts;
  readonly stopWanted: boolean;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}
