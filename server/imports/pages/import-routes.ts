/** The page of one import: how far it is, what the dry run found, what came of it; and the buttons on it. */
import { pipeline } from 'node:stream/promises';
import type { NewsletterId } from '../../platform/ids/index.ts';
import { Conflict } from '../../platform/errors/index.ts';
import {
  redirect,
  Router,
  sendPage,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../../platform/http/index.ts';
import type { ImportsContext } from '../context.ts';
import { type ImportRun, noCounts } from '../import-run.ts';
import { busyStates, type Step, unwrittenStates, writtenStates } from '../import-state.ts';
import { refusedCsv } from '../refused-csv.ts';
import { deleteUpload, uploadTermDays } from '../run/delete-uploads.ts';
import { DAY_MS, plus } from '../../platform/clock/index.ts';
import { importsPage, runOf, staffOnly } from './access.ts';
import { shownRun } from './shown-run.ts';

const shownRefusals = 200;

/** GET the page, the refused rows and the question before deleting; POST the buttons. */
export function importRoutes(context: ImportsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  const page = `${importsPage}/:id`;
  routes.get(page, staff, async (req, res) => {
    const run = await runOf(context, req);
    if (run.state === 'mapping' && run.file && !run.trouble)
      return redirect(res, `${importsPage}/${run.id}/columns`);
    await show(context, req, res, run);
  });
  routes.get(`${page}/refused.csv`, staff, async (req, res) => {
    const csv = refusedCsv(context, await runOf(context, req), translate(res));
    res.set('Content-Disposition', 'attachment; filename="refused.csv"').type('text/csv; charset=utf-8');
    await pipeline(csv, res);
  });
  routes.post(`${page}/import`, staff, async (req, res) => {
    const run = await runOf(context, req);
    const started = {
      expected: run.counts,
      counts: noCounts,
      row: 0,
      bytes: 0,
      startedAt: context.clock(),
      trouble: null,
    };
    await step(context, res, run, 'importNow', started);
  });
  routes.post(`${page}/resume`, staff, async (req, res) => {
    await step(context, res, await runOf(context, req), 'resume', { trouble: null });
  });
  routes.post(`${page}/stop`, staff, async (req, res) => {
    const run = await runOf(context, req);
    await context.store.wantStop(run.id);
    redirect(res, `${importsPage}/${run.id}`);
  });
  routes.get(`${page}/delete`, staff, async (req, res) => {
    const run = await runOf(context, req);
    const view = { view: 'imports/delete', title: translate(res)('imports:delete.title') };
    sendPage(req, res, {
      ...view,
      run: shownRun(run, translate(res)),
      isWritten: writtenStates.includes(run.state),
    });
  });
  routes.post(`${page}/delete`, staff, async (req, res) => {
    await deleteRun(context, await runOf(context, req));
    redirect(res, importsPage);
  });
  return routes;
}

async function step(
  context: ImportsContext,
  res: Response,
  run: ImportRun,
  name: Step,
  set: Partial<ImportRun>,
): Promise<void> {
  if (!run.file) throw new Conflict({ key: 'imports:problem.fileDeleted' });
  if (!(await context.store.take(run.id, name, set))) throw new Conflict({ key: 'imports:problem.busy' });
  redirect(res, `${importsPage}/${run.id}`);
}

/** An import that wrote nothing goes altogether; of one that did, the upload goes and the record stays. */
async function deleteRun(context: ImportsContext, run: ImportRun): Promise<void> {
  if (busyStates.includes(run.state)) throw new Conflict({ key: 'imports:problem.stopFirst' });
  await deleteUpload(context, run);
  if (!unwrittenStates.includes(run.state)) return;
  await context.store.remove(run.id);
  await context.rows.forgetRefused(run.id);
}

async function show(context: ImportsContext, req: Request, res: Response, run: ImportRun): Promise<void> {
  const t = translate(res);
  const isBusy = busyStates.includes(run.state);
  sendPage(req, res, {
    view: isBusy ? 'imports/busy' : 'imports/result',
    title: t(`imports:title.${run.state}`),
    refreshSeconds: isBusy ? 3 : undefined,
    run: shownRun(run, t),
    ...(isBusy ? {} : await result(context, res, run)),
  });
}

async function result(context: ImportsContext, res: Response, run: ImportRun) {
  const t = translate(res);
  const refused = await context.rows.firstRefused(run.id, shownRefusals);
  const by = run.mapping?.by ?? run.uploadedBy;
  const newsletter =
    run.mapping?.kind === 'people' &&
    (await context.campaigns.newsletter(run.mapping.newsletter as NewsletterId));
  return {
    counts: run.counts,
    isChecked: run.state === 'checked',
    isStopped: run.state === 'stopped',
    isUnwritten: unwrittenStates.includes(run.state),
    writes: run.counts.new + run.counts.changed + run.counts.optOuts + run.counts.ordersKept > 0,
    refused: refused.map(({ row, reason }) => ({ row, reason: t(`imports:reason.${reason}`) })),
    hasMoreRefused: run.counts.refused > shownRefusals,
    newsletter: newsletter ? newsletter.title[viewerLanguage(res)] : '',
    isOrders: run.mapping?.kind === 'orders',
    by: (await context.accounts.namesOf([by])).get(by) ?? '',
    deletedAt: plus(run.uploadedAt, uploadTermDays * DAY_MS),
  };
}
