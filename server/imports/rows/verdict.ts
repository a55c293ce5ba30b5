/** The words of judging a row: what it is judged by, and what comes of it. */
import type { PurposeKey } from '../../consent/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';

/** Why a row is refused; each has its sentence in the texts. */
export const refusals = [
  'noEmail',
  'twoEmails',
  'badEmail',
  'garbled',
  'answerUnclear',
  'blocked',
  'saidNo',
  'saidNoOrders',
  'noConsent',
  'noSource',
  'noDate',
  'dateUnclear',
  'dateInFuture',
  'noOrderDate',
  'orderDateUnclear',
  'orderDateInFuture',
  'noProducts',
  'tooYoung',
  'salesOff',
  'saleUnclear',
  'saleInFuture',
  'saleTooOld',
  'noRefusalOffered',
  'notStored',
] as const;
export type Refusal = (typeof refusals)[number];

/** What holds for all rows of a run. */
export interface Terms {
  /** The newsletter's e-mail purpose, which asks for a confirmation. */
  readonly purpose: PurposeKey;
  /** For rows that name no language. */
  readonly language: Language;
  /** Stated for the whole file; empty and null where nothing was. */
  readonly source: string;
  readonly consentAt: Date | null;
  /** Whether the file has a column that says yes or no; without one the statement for the file is a yes. */
  readonly hasAnswers: boolean;
  readonly now: Date;
  /** Orders before it are not kept. */
  readonly ordersSince: Date;
  /** Sales before it let nobody get mail; null where the shop does not do that at all (CON-8). */
  readonly salesSince: Date | null;
  readonly minimumAge: number;
}

/** What is known of the person at an address. */
export interface Facts {
  readonly subscriber: Subscriber | null;
  readonly suppressed: boolean;
  readonly agreed: ReadonlySet<PurposeKey>;
  /** Purposes that the person has ever said no to. */
  readonly saidNo: ReadonlySet<PurposeKey>;
  /** Purposes that the person has answered about, and those for which a sale stands in for that. */
  readonly answered: ReadonlySet<PurposeKey>;
  readonly sales: ReadonlyMap<PurposeKey, Date>;
}

export interface Proof {
  readonly source: string;
  readonly at: Date;
  /** Whether it was stated for the whole file. */
  readonly ofFile: boolean;
}

export type Fill = Partial<Pick<Subscriber, 'firstName' | 'lastName' | 'post'>>;

/** What the row does. */
export interface Verdict {
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'optOut' | 'refused';
  readonly reason: Refusal | null;
  readonly suppress: 'bounced' | 'opted-out' | null;
  readonly withdraw: readonly PurposeKey[];
  readonly give: readonly PurposeKey[];
  /** What shows that the purposes in `give` were agreed to. */
  readonly proof: Proof | null;
  /** The sale that lets a customer who never answered get the newsletter. */
  readonly sale: Date | null;
  readonly fill: Fill;
  /** What happens to the order in the row. */
  readonly order: 'none' | 'keep' | 'drop';
}
