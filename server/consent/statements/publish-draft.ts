/** Publishes the draft, which fixes its text for good, and takes back a version that does not count yet. */
import { dutchDay, startOfDutchDay } from '../../platform/clock/index.ts';
import { isDuplicateKey } from '../../platform/db/index.ts';
import { Conflict, NotFound } from '../../platform/errors/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import { checkDraft } from './check-draft.ts';
import type { StatementsContext } from './context.ts';
import { fixStatement } from './first-version.ts';
import { fillWords } from './gaps.ts';
import { hashOfStatement } from './hash-of-statement.ts';
import { inForce } from './read-statements.ts';
import type { StatementDraft, StatementVersion } from './statement.ts';

/** The number of the new version; Conflict when the draft changed meanwhile or a check fails. */
export async function publishDraft(
  context: StatementsContext,
  revision: number,
  by: AccountId,
): Promise<number> {
  const { db, drafts, statements } = context;
  const draft = await drafts.find();
  if (draft?.revision !== revision) throw new Conflict({ key: 'statements:error.changedMeanwhile' });
  const checks = await checkDraft(context, draft);
  if (checks.some(({ ok }) => !ok)) throw new Conflict({ key: 'statements:error.notReady' });
  // What the version before said must not move any more either.
  await fixStatement(context, (await inForce(context)).number);
  const version = await asVersion(context, draft, by);
  await db
    .transaction(async (tx) => {
      if (!(await drafts.remove(revision, tx)))
        throw new Conflict({ key: 'statements:error.changedMeanwhile' });
      await statements.add(version, tx);
    })
    .catch((error: unknown) => {
      throw isDuplicateKey(error) ? new Conflict({ key: 'statements:error.changedMeanwhile' }) : error;
    });
  return version.number;
}

/** Takes it back before its day; NotFound where there is none, Conflict when it counts already. */
export async function withdrawStatement(
  { statements, clock }: StatementsContext,
  number: number,
): Promise<void> {
  if (!(await statements.find(number))) throw new NotFound();
  if (!(await statements.withdraw(number, clock())))
    throw new Conflict({ key: 'statements:error.notPlanned' });
}

async function asVersion(
  { clock, settings, statements }: StatementsContext,
  { source, summary, effectiveOn }: StatementDraft,
  by: AccountId,
): Promise<StatementVersion> {
  const now = clock();
  const number = Math.max(...(await statements.all()).map((one) => one.number)) + 1;
  const text = fillWords(source, await settings.current());
  return {
    ...{ number, source, text, summary, effectiveOn },
    hash: hashOfStatement({ number, effectiveOn, text }),
    // What was decided earlier today was decided under the version before.
    effectiveAt: effectiveOn > dutchDay(now) ? startOfDutchDay(effectiveOn)! : now,
    publishedBy: by,
    publishedAt: now,
    withdrawnAt: null,
  };
}
