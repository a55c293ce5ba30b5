/** The door to consent: purposes, wordings, statements, decisions, what they add up to, and who is never written to. */
export { openConsent, type Consent, type ConsentDeps } from './open-consent.ts';
export { openRootMail } from './mail-root.ts';
export type { JournalRoot } from './replay-roots.ts';
export type {
  Act,
  Actor,
  Answers,
  Channel,
  Decision,
  DecisionFollower,
  MadeDecision,
  NewDecision,
  PersonsWish,
  Proof,
  Purpose,
  PurposeKey,
  PurposeStanding,
  Standing,
  SuppressionReason,
  Wording,
} from './words.ts';
export { saidYes } from './standing.ts';
export { isOwnPurpose, newsletterPurpose, noes, shownAct } from './words.ts';
export type { StopHow } from './stop-everything.ts';
export { type Frequency, frequencies, type HeldBack } from './frequency.ts';
export { pausedUntil } from './standing.ts';
export { type BreakMonths, breaks } from './take-a-break.ts';
export type { MayReceive, Receiving } from './may-receive.ts';
export type { LedgerRoot } from './proof/root.ts';
export { type Receipt, type ReceiptProblem, verifyReceipt } from './proof/receipt.ts';
export { consentsRoutes } from './figures/consents-routes.ts';
export type { Figures } from './figures/open-figures.ts';
export type { Finding, Verification } from './verify-ledger.ts';
export type { AskedAgain } from './purposes/ask-again.ts';
export type { Wordings } from './purposes/open-purposes.ts';
export type { NewVersion } from './purposes/publish-wording.ts';
export { purposesRoutes } from './purposes/purposes-routes.ts';
export type { WordingVersion } from './purposes/wording-version.ts';
export { compareStatements, type DifferentSection } from './statements/compare-statements.ts';
export { gaps } from './statements/gaps.ts';
export { toHtml as statementHtml } from './statements/markdown.ts';
export type { StatementCheck } from './statements/check-draft.ts';
export type { Statements } from './statements/statements.ts';
export { numberIn as statementNumberIn } from './statements/statement-routes.ts';
export type { PublishedStatement, Statement, StatementDraft } from './statements/statement.ts';
