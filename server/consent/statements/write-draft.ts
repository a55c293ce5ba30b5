/** Writes the next version: begins from the one in force, saves, and throws away. */
import { Conflict } from '../../platform/errors/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { StatementsContext } from './context.ts';
import { inForce } from './read-statements.ts';
import type { DraftContent, Words } from './statement.ts';

/** Begins a draft from the version in force; one that is there already stays as it is. */
export async function beginDraft(context: StatementsContext, by: AccountId, summary: Words): Promise<void> {
  const { source } = await inForce(context);
  const editedAt = context.clock();
  await context.drafts.begin({ revision: 0, source, summary, effectiveOn: '', editedBy: by, editedAt });
}

/** Saves what was written over that revision; false when somebody else saved meanwhile. */
export function saveDraft(
  { drafts, clock }: StatementsContext,
  content: DraftContent,
  revision: number,
  by: AccountId,
): Promise<boolean> {
  return drafts.save({ ...content, revision, editedBy: by, editedAt: clock() });
}

/** Throws that very revision away; Conflict when somebody else saved meanwhile. */
export async function removeDraft({ drafts }: StatementsContext, revision: number): Promise<void> {
  if (!(await drafts.remove(revision))) throw new Conflict({ key: 'statements:error.changedMeanwhile' });
}
