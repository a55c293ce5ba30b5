/** One round of the background work: takes an import that waits and carries it out from where it was left. */
import { NotFound } from '../../platform/errors/index.ts';
import type { ImportsContext } from '../context.ts';
import { UnreadableFile } from '../file/read-rows.ts';
import type { ImportRun, Trouble } from '../import-run.ts';
import type { Claim } from '../imports-store.ts';
import { WrittenElsewhere } from '../rows-store.ts';
import { deleteOldUploads, deleteUpload } from './delete-uploads.ts';
import { orderPortions } from './order-portions.ts';
import { peoplePortions } from './people-portions.ts';

/** Answers whether there may be more to do at once; `isStopping` is asked after each batch. */
export async function workOnce(context: ImportsContext, isStopping: () => boolean): Promise<boolean> {
  const claim = await context.store.claim();
  if (!claim) {
    await deleteOldUploads(context);
    return false;
  }
  try {
    await carryOut(context, claim, isStopping);
  } catch (error) {
    await giveUp(context, claim, error);
  }
  return !isStopping();
}

async function carryOut(context: ImportsContext, claim: Claim, isStopping: () => boolean): Promise<void> {
  const { run } = claim;
  const { store } = context;
  const isDry = run.state === 'checking';
  if (run.stopWanted) return leave(context, claim, 'stop');
  const after = isDry ? 0 : run.row;
  const isFresh = isDry || (await context.rows.receiptsAfter(run.id, 0)).length === 0;
  if (after === 0 && isFresh) await startOver(context, run);
  const mapping = run.mapping!;
  let wanted = 'go on' as 'go on' | 'stop' | 'let go';
  const goesOn = () => wanted === 'go on';
  const portions =
    mapping.kind === 'orders'
      ? orderPortions(context, run, mapping, after, goesOn)
      : peoplePortions(context, run, mapping, after, goesOn);
  for await (const { counts, refused, row, bytes } of portions) {
    if (refused.length > 0) await context.rows.addRefused(run.id, refused);
    const answer = await store.book(claim, { counts, row, bytes });
    if (answer === 'lost') return;
    if (answer === 'stop') wanted = 'stop';
    else if (isStopping() && goesOn()) wanted = 'let go';
  }
  if (wanted !== 'go on') return leave(context, claim, wanted);
  await (isDry ? store.end(claim, 'checked', null) : finish(context, claim));
}

async function leave({ store }: ImportsContext, claim: Claim, how: 'stop' | 'let go'): Promise<void> {
  if (how === 'let go') return store.letGo(claim);
  await store.end(claim, claim.run.state === 'checking' ? 'leaveCheck' : 'stop', null);
}

async function startOver({ store, rows }: ImportsContext, run: ImportRun): Promise<void> {
  await rows.forgetRefused(run.id);
  await store.restart(run.id);
}

async function finish(context: ImportsContext, claim: Claim): Promise<void> {
  const { store } = context;
  await store.end(claim, 'finish', null);
  await context.rows.removeReceipts(claim.run.id);
  const run = await store.find(claim.run.id);
  // The upload is kept for one thing only: to hand back the rows that were refused.
  if (run && run.counts.refused === 0) await deleteUpload(context, run);
}

async function giveUp(context: ImportsContext, claim: Claim, error: unknown): Promise<void> {
  const { store, log } = context;
  const { run } = claim;
  // Who was quicker goes on with it, or whoever takes it up next.
  if (error instanceof WrittenElsewhere) return store.letGo(claim);
  const trouble = await troubleOf(context, run, error);
  if (trouble === 'ours') log.error({ err: error, import: run.id }, 'an import stopped');
  const row = error instanceof UnreadableFile ? error.row : 0;
  await store.end(claim, run.state === 'checking' ? 'leaveCheck' : 'stop', { trouble, row });
}

async function troubleOf({ uploads }: ImportsContext, { file }: ImportRun, error: unknown): Promise<Trouble> {
  if (error instanceof UnreadableFile) return 'unreadable';
  try {
    await uploads.describe(file!);
    return 'ours';
  } catch (missing) {
    if (missing instanceof NotFound) return 'fileGone';
    throw missing;
  }
}
