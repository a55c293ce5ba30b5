/** Who may import, and which import a page is about. */
import { NotFound } from '../../platform/errors/index.ts';
import { readParam, type Request, type RequestHandler } from '../../platform/http/index.ts';
import { isId, type ImportId } from '../../platform/ids/index.ts';
import type { ImportsContext } from '../context.ts';
import type { ImportRun } from '../import-run.ts';

export const importsPage = '/staff/imports';

/** Marketers see no cards of people, but may import a file that they have themselves. */
export function staffOnly({ accounts }: ImportsContext): RequestHandler {
  return accounts.requireRole('marketer', 'administrator');
}

/** The import that the path names, or NotFound. */
export async function runOf({ store }: ImportsContext, req: Request): Promise<ImportRun> {
  const run = await store.find(readParam<ImportId>(req, 'id', isId));
  if (!run) throw new NotFound();
  return run;
}
