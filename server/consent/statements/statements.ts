/** What others may do with the versions of the privacy statement. */
import type { AccountId } from '../../platform/ids/index.ts';
import type { StatementCheck } from './check-draft.ts';
import type { DraftContent, PublishedStatement, StatementDraft, Words } from './statement.ts';

/** The versions of the privacy statement, and the draft of the next. */
export interface Statements {
  inForce(): Promise<PublishedStatement>;
  /** Every version, the newest first. */
  list(): Promise<readonly PublishedStatement[]>;
  /** NotFound where there is none with that number. */
  get(number: number): Promise<PublishedStatement>;
  /** The version before it that was not taken back; null for the first. */
  before(number: number): Promise<PublishedStatement | null>;
  /** Whether the version in force names details of the shop that the settings have otherwise by now. */
  hasOldDetails(): Promise<boolean>;
  draft(): Promise<StatementDraft | null>;
  /** Begins from the version in force; a draft that is there already stays as it is. */
  beginDraft(by: AccountId, summary: Words): Promise<void>;
  /** False when somebody else saved meanwhile. */
  saveDraft(content: DraftContent, revision: number, by: AccountId): Promise<boolean>;
  /** Conflict when somebody else saved meanwhile. */
  removeDraft(revision: number): Promise<void>;
  /** The draft's Markdown as it would be published now, gaps filled. */
  fillDraft(draft: StatementDraft): Promise<Words>;
  /** What must be true before the draft may be published. */
  checkDraft(draft: StatementDraft): Promise<readonly StatementCheck[]>;
  /** The number of the new version; Conflict when the draft changed meanwhile or a check fails. */
  publishDraft(revision: number, by: AccountId): Promise<number>;
  /** Takes back a version before its day; Conflict when it counts already. */
  withdraw(number: number): Promise<void>;
}
