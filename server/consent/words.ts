/** The words of this room as types. */
import type { Tx } from '../platform/db/index.ts';
import type { Language } from '../platform/i18n/index.ts';
import type {
  AccountId,
  DecisionId,
  ImportId,
  LedgerId,
  NewsletterId,
  SubscriberId,
} from '../platform/ids/index.ts';
import type { Evidence } from './proof/commit-evidence.ts';

/** `newsletter.<slug>.email`, `newsletter.<slug>.post`, `interests.told`, `interests.orders` …, and the shop's own, as `invitations.workshops.post`. */
export type PurposeKey = string;

/** By which way something is sent. */
export type SendingChannel = 'email' | 'post';

export interface Purpose {
  readonly key: PurposeKey;
  readonly channel: SendingChannel | null;
  readonly newsletter: NewsletterId | null;
  /** Whether 'given' counts only after 'confirmed' (double opt-in). */
  readonly needsConfirmation: boolean;
  /** How long a signal collected for it is kept, in months, by the words in force; null: until the person changes it. */
  readonly termMonths: number | null;
  /** What is done under it, for staff, by the words in force. */
  readonly covers?: Readonly<Record<Language, string>>;
}

/** The exact words that somebody agrees to, kept for good under their hash. */
export interface Wording {
  /** SHA-256 of purpose, language, label and text, in hex. */
  readonly hash: string;
  readonly purpose: PurposeKey;
  readonly language: Language;
  /** The words beside the box. */
  readonly label: string;
  /** The sentence below it. */
  readonly text: string;
}

/** What ends a consent, and what no file may turn round. */
export const noes: readonly Act[] = ['refused', 'withdrawn', 'objected', 'lapsed'];

export type Act =
  | 'given'
  | 'confirmed'
  | 'refused'
  | 'withdrawn'
  | 'objected'
  | 'lapsed'
  /** A break: the consent stands, and nothing is sent under it until `until`. */
  | 'paused'
  | 'resumed'
  /** A customer who never asked: a sale, with a refusal offered, stands in for the yes (CON-8); `at` is the sale. */
  | 'soft-opt-in';

export type Channel =
  | 'page'
  | 'one-click'
  | 'preferences'
  | 'contact-form'
  | 'telephone'
  | 'letter'
  | 'mail'
  | 'counter'
  | 'sale'
  | 'import'
  | 'system';

export type Actor =
  | { readonly kind: 'subscriber' }
  | { readonly kind: 'staff'; readonly id: AccountId }
  | { readonly kind: 'import'; readonly id: ImportId }
  | { readonly kind: 'system' };

export interface NewDecision {
  readonly purpose: PurposeKey;
  readonly act: Act;
  /** The hash of the words it was made under; null where there were none on our own pages. */
  readonly wording: string | null;
  readonly language: Language;
  readonly statementVersion: number;
  readonly form: string | null;
  readonly page: string | null;
  readonly channel: Channel;
  readonly actor: Actor;
  /** When the person decided, which may be before it was recorded. */
  readonly at: Date;
  /** Of 'paused': when it ends by itself. */
  readonly until?: Date | undefined;
  /** What shows it: a sentence from a call, the source of an import. Kept apart from the ledger, so that it can be erased. */
  readonly evidence?: string | undefined;
}

/** One line of the ledger. */
export interface Decision extends Omit<NewDecision, 'evidence'> {
  readonly id: DecisionId;
  readonly ledgerId: LedgerId;
  readonly recordedAt: Date;
  /** The commitment to the evidence, in hex, which stays when the evidence is erased; none where there was no evidence. */
  readonly evidenceHash?: string | undefined;
  readonly evidence?: Evidence | undefined;
}

export interface PurposeStanding {
  readonly agreed: boolean;
  readonly since: Date;
  readonly decision: DecisionId;
  readonly wording: string | null;
  /** A break; once it has passed it means nothing any more. */
  readonly pausedUntil?: Date | undefined;
  /** The last sale that it rests on, where nobody asked for it (CON-8); whoever agrees has none. */
  readonly soldAt?: Date | undefined;
}

/** Why an address is never written to. */
export type SuppressionReason = 'erased' | 'complained' | 'bounced' | 'opted-out';

/** An address that is not written to, and by which ways. */
export interface Suppression {
  readonly reason: SuppressionReason;
  readonly channels: readonly SendingChannel[];
}

/** What is to be recorded of one person. */
export interface PersonsWish {
  readonly subscriber: SubscriberId;
  readonly wanted: readonly NewDecision[];
  /** Added in the same transaction: there is no ledger to look for, and their activity is known. */
  readonly isNew?: boolean;
}

/** What a person has answered: how it stands, and what they have ever said no to. */
export interface Answers {
  readonly standing: Standing;
  readonly saidNo: ReadonlySet<PurposeKey>;
  /** By which ways nothing may be sent, whatever they agreed to. */
  readonly blocked: readonly SendingChannel[];
}

/** What shows a decision: its evidence, or else the page of ours where it was made. */
export type Proof = { readonly evidence: string } | { readonly page: string };

/** What the decisions of one person add up to now. */
export type Standing = ReadonlyMap<PurposeKey, PurposeStanding>;

/** A decision, and whose it is. */
export interface MadeDecision {
  readonly subscriber: SubscriberId;
  readonly decision: Decision;
}

/** A room that has to act on decisions does so in their own transaction; they may be many people's. */
export interface DecisionFollower {
  follow(made: readonly MadeDecision[], tx: Tx): Promise<void>;
}

/**
 * What a line of the ledger is called. Where a file's yes is 'confirmed' alone, nobody here saw it given: that line is
 * the giving.
 */
export function shownAct(line: Decision, ledger: readonly Decision[]): Act {
  if (line.act !== 'confirmed' || line.channel !== 'import') return line.act;
  const isGiven = ({ act, purpose, channel }: Decision) =>
    act === 'given' && purpose === line.purpose && channel === 'import';
  return ledger.some(isGiven) ? 'confirmed' : 'given';
}

/** Whether the shop defined it itself: it is no newsletter, and nothing that newsletters are chosen by. */
export function isOwnPurpose({ key, newsletter }: Pick<Purpose, 'key' | 'newsletter'>): boolean {
  return newsletter === null && !key.startsWith('interests.');
}

/** The purpose of a newsletter by one channel. */
export function newsletterPurpose(slug: string, channel: SendingChannel): PurposeKey {
  return `newsletter.${slug}.${channel}`;
}
