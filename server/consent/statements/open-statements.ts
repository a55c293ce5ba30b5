/** Puts together what the room has around statements. */
import type { Router } from '../../platform/http/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import { checkDraft } from './check-draft.ts';
import type { StatementsContext, StatementsDeps } from './context.ts';
import { openDraftStore } from './draft-store.ts';
import { addFirstVersion, fixStatement } from './first-version.ts';
import { fillWords } from './gaps.ts';
import { isAsFixed } from './hash-of-statement.ts';
import { toHtml } from './markdown.ts';
import { publishDraft, withdrawStatement } from './publish-draft.ts';
import { inForce, listStatements, readBefore, readInForce, readStatement } from './read-statements.ts';
import type { Statement } from './statement.ts';
import { statementRoutes } from './statement-routes.ts';
import type { Statements } from './statements.ts';
import { openStatementsStore } from './statements-store.ts';
import { beginDraft, removeDraft, saveDraft } from './write-draft.ts';

/** For the rest of the room. */
export interface OpenedStatements {
  readonly statements: Statements;
  readonly collections: readonly string[];
  setUp(): Promise<void>;
  /** The number in force, for a decision that is being made now: its text is fixed from now on. */
  numberForDecision(): Promise<number>;
  fix(number: number): Promise<void>;
  read(language: Language): Promise<Statement>;
  /** The numbers of versions that are not as they were fixed. */
  changed(): Promise<readonly number[]>;
  /** /statement and below, for everybody. */
  readonly routes: Router;
}

/** Opens the collections. */
export function openStatements(deps: StatementsDeps): OpenedStatements {
  const context: StatementsContext = {
    ...deps,
    statements: openStatementsStore(deps.db),
    drafts: openDraftStore(deps.db),
  };
  const fixed = new Set<number>();
  const fix = async (number: number): Promise<void> => {
    if (fixed.has(number)) return;
    await fixStatement(context, number);
    fixed.add(number);
  };
  const statements = openForStaff(context);
  return {
    statements,
    collections: [context.statements.collection, context.drafts.collection],
    setUp: () => addFirstVersion(context),
    numberForDecision: async () => {
      const { number } = await inForce(context);
      await fix(number);
      return number;
    },
    fix,
    read: async (language) => {
      const { number, effectiveAt, hash, text } = await readInForce(context);
      return { version: number, effectiveOn: effectiveAt, hash, html: toHtml(text[language]) };
    },
    changed: async () =>
      (await context.statements.all()).filter((one) => !isAsFixed(one)).map(({ number }) => number),
    routes: statementRoutes(statements),
  };
}

function openForStaff(context: StatementsContext): Statements {
  return {
    inForce: () => readInForce(context),
    list: () => listStatements(context),
    get: (number) => readStatement(context, number),
    before: (number) => readBefore(context, number),
    hasOldDetails: async () => {
      const { source, text, isFixed } = await readInForce(context);
      const now = fillWords(source, await context.settings.current());
      return isFixed && (now.nl !== text.nl || now.en !== text.en);
    },
    draft: context.drafts.find,
    beginDraft: (by, summary) => beginDraft(context, by, summary),
    saveDraft: (content, revision, by) => saveDraft(context, content, revision, by),
    removeDraft: (revision) => removeDraft(context, revision),
    fillDraft: async ({ source }) => fillWords(source, await context.settings.current()),
    checkDraft: (draft) => checkDraft(context, draft),
    publishDraft: (revision, by) => publishDraft(context, revision, by),
    withdraw: (number) => withdrawStatement(context, number),
  };
}
