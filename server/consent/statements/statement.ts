/** What a version of the privacy statement is, and what its readers and its writers see of it. */
import type { Language } from '../../platform/i18n/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';

/** The same in each language. */
export type Words = Readonly<Record<Language, string>>;

/** A version as it is kept: immutable once its text is fixed, but for being taken back before its day. */
export interface StatementVersion {
  readonly number: number;
  /** Markdown with gaps for the shop's details, to start the next version from. */
  readonly source: Words;
  /** Markdown as it was published, gaps filled; null while nobody has agreed under the version that came along. */
  readonly text: Words | null;
  /** SHA-256 of number, day and text, in hex; null as long as there is no text. */
  readonly hash: string | null;
  /** The first day on which it counts, in the Netherlands: '2026-12-01'. */
  readonly effectiveOn: string;
  /** The moment from which it counts: the beginning of that day, or the publishing later on it. */
  readonly effectiveAt: Date;
  /** What changed, in a few sentences; null for the version that came along. */
  readonly summary: Words | null;
  /** Null for the version that came along. */
  readonly publishedBy: AccountId | null;
  readonly publishedAt: Date;
  /** When it was taken back, before it counted; null otherwise. */
  readonly withdrawnAt: Date | null;
}

/** A published version with its text, and what it is to readers at a moment. */
export interface PublishedStatement extends StatementVersion {
  readonly text: Words;
  readonly hash: string;
  readonly state: StatementState;
  /** Whether its text can change no more; otherwise it still follows the settings. */
  readonly isFixed: boolean;
}

export type StatementState = 'in-force' | 'planned' | 'earlier' | 'withdrawn';

/** The next version while it is being written; there is one at a time. */
export interface StatementDraft {
  readonly revision: number;
  readonly source: Words;
  readonly summary: Words;
  /** Empty as long as no day was chosen. */
  readonly effectiveOn: string;
  readonly editedBy: AccountId;
  readonly editedAt: Date;
}

/** What the form of a draft says. */
export type DraftContent = Pick<StatementDraft, 'source' | 'summary' | 'effectiveOn'>;

/** The statement in force, for a reader. */
export interface Statement {
  readonly version: number;
  readonly effectiveOn: Date;
  /** Stands for the text as it is now. */
  readonly hash: string;
  readonly html: string;
}
