/** What delivery knows of a mailing, and what it needs to be told by whoever wants something sent. */
import type { PurposeKey, PurposeStanding } from '../consent/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type { AccountId, MailingId, NewsletterId, SubscriberId } from '../platform/ids/index.ts';
import type { OutgoingMail, Pieces, RefusalKind } from '../platform/mail/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import type { GuardedNumber } from './figures/guard-parts.ts';
import type { Details, Outcomes } from './figures/sum-figures.ts';
import type { MailingState } from './mailings/mailing-state.ts';
import type { Closed } from './pace/pace-room.ts';
import type { Held, RecipientState, Skipped } from './recipients/recipient-state.ts';

export interface Mailing {
  readonly id: MailingId;
  /** Names the source: 'campaign'. */
  readonly kind: string;
  /** What everybody must have agreed to at the hand-over; null is a service mail, which only who is suppressed does not get. */
  readonly purpose: PurposeKey | null;
  readonly newsletter: NewsletterId | null;
}

/** Where the mails of one kind of mailing come from; rooms.ts hands them in. */
export interface MailingSource {
  readonly kind: string;
  /** Asked from the beginning again after an interruption; who is in already stays in once. */
  audience(mailing: Mailing): AsyncIterable<SubscriberId>;
  /** Prepared once; the function says who gets which version, and who is missing gets 'default'. */
  versionOf(mailing: Mailing): Promise<(ids: readonly SubscriberId[]) => Promise<Map<SubscriberId, string>>>;
  /** The versions that are not chosen by interests: also who agreed to nothing about interests gets them. */
  openVersions(mailing: Mailing): Promise<ReadonlySet<string>>;
  /**
   * Prepared once a batch; the function says who of these people still fits the version that the freeze gave them. It
   * is asked with consent, and not about the default and the open versions.
   */
  stillFits(
    mailing: Mailing,
  ): Promise<(given: ReadonlyMap<SubscriberId, string>) => Promise<ReadonlySet<SubscriberId>>>;
  /**
   * Of a service mail that is not meant for everybody: for whom of these people it still is. Asked with consent, at the
   * freeze and at the hand-over.
   */
  stillMeantFor?(mailing: Mailing, ids: readonly SubscriberId[]): Promise<ReadonlySet<SubscriberId>>;
  /** Prepared once a batch; the function makes one person's mail. */
  render(mailing: Mailing): Promise<MakeMail>;
  /** k: a version with fewer recipients falls to the default (SEG-9). */
  minimumVersion(mailing: Mailing): Promise<number>;
  /** Told when every row is final or uncertain; once, or again where the program stopped in between. */
  finished(mailing: MailingId): Promise<void>;
}

export type MakeMail = (person: RenderedFor) => OutgoingMail<Pieces> | Promise<OutgoingMail<Pieces>>;

export interface RenderedFor {
  readonly subscriber: Subscriber;
  readonly version: string;
  /** What they agreed to the mailing's purpose by, as it stands now; null of a service mail. */
  readonly stands: PurposeStanding | null;
}

/** The version of everybody who gets no other one. */
export const defaultVersion = 'default';

export interface StaffMember {
  readonly kind: 'staff';
  readonly id: AccountId;
}

/** Who steers a mailing: somebody on the staff, or the program with its reason, a translation key. */
export type Actor = StaffMember | { readonly kind: 'program'; readonly because: string };

/** One line of a mailing's log: what was done to it, when and by whom. */
export interface Steered {
  readonly what: 'paused' | 'resumed' | 'cancelled' | 'sent-again';
  readonly at: Date;
  readonly by: Actor;
  /** Of 'sent-again': how many people. */
  readonly people?: number;
}

/** What staff should look at: why the program paused a mailing, and mails that were refused for a reason that is about us. */
export interface Alert {
  readonly mailing: MailingId;
  /** A translation key; null where it is not paused, or a person paused it. */
  readonly pausedBecause: string | null;
  /** How many mails were refused by a rule of the receiver (5.7.x) in a week. */
  readonly byPolicy: number;
}

/** What became of a row, as figures and lists tell it. */
export type Outcome = keyof Outcomes;

/** One recipient on a list; without the version, which would tell the group (SEG-6). */
export interface RecipientRow {
  readonly subscriber: SubscriberId;
  readonly outcome: Outcome;
  readonly at: Date | null;
  readonly tries: number;
  /** Why it was refused, for now or in the end. */
  readonly refused: RefusalKind | null;
  /** Why it was skipped, where that is known. */
  readonly skipped: Skipped | null;
  readonly code: string | null;
  readonly server: string | null;
  /** The words of the server. */
  readonly reply: string | null;
  /** Who decided that it was sent again although it may have arrived, and when. */
  readonly sentAgain: { readonly by: AccountId; readonly at: Date } | null;
}

export interface Progress {
  readonly state: MailingState;
  readonly startsAt: Date;
  /** Everybody in the frozen audience. */
  readonly total: number;
  readonly accepted: number;
  readonly refused: number;
  readonly uncertain: number;
  readonly skipped: number;
  /** How many did not get it for a break or for wanting fewer mails; the guard hides what is below k. */
  readonly held: Readonly<Record<Held, number | 'too-few'>>;
  /** Still to be sent, those just being handed over included. */
  readonly pending: number;
  /** A translation key; null when nothing is the matter or a person pressed pause. */
  readonly pausedBecause: string | null;
  /** Why no mail leaves just now although it is being sent, and until when; null while they do. */
  readonly waits: Closed | null;
  /** How many people each version had at the freeze; the guard hides what is below k (SEG-6). */
  readonly byVersion: ReadonlyMap<string, number | 'too-few'>;
  /** Versions that had too few recipients, whose people get the default (SEG-9: staff are told). */
  readonly fellToDefault: readonly string[];
}

/**
 * The figures of a mailing for its report: each is of all its rows and none of a version (SEG-6). `outcomes` says how
 * many rows are where; `refused` what final refusals said; `providers` and `servers` who answered what, the most mails
 * first; `timeline` when mails were accepted.
 */
export interface MailingFigures extends Omit<Details, 'skipped'> {
  readonly state: MailingState;
  readonly total: number;
  /** Why people were skipped; the guard hides what is below k. */
  readonly skipped: Readonly<Record<keyof Details['skipped'], GuardedNumber>>;
  /** Answers a minute over the last five; null when nothing is being sent. */
  readonly perMinute: number | null;
  /** Still to be sent, those included that were refused for now. */
  readonly remaining: number;
  /** When everybody will have been tried once, at this rate with quiet hours and warm-ups; null when that cannot be said or is so already. */
  readonly expectedEnd: Date | null;
}

/** What a mail is called on a list of mails to a person; null where nobody knows any more. Handed in by rooms.ts. */
export type TitleOfMail = (mailing: MailingId, language: Language) => Promise<string | null>;

export interface MailToPerson {
  readonly mailing: MailingId;
  readonly version: string;
  readonly outcome: RecipientState;
  /** Why it was skipped, where that is known. */
  readonly skipped: Skipped | null;
  readonly at: Date | null;
  readonly reply: string | null;
}
