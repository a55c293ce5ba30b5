/** The page on which a person sees whether the file is read rightly, and says what its columns are. */
import { z } from 'zod';
import { Conflict } from '../../platform/errors/index.ts';
import {
  problemsFor,
  readQuery,
  redirect,
  Router,
  sendPage,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { ImportsContext } from '../context.ts';
import { delimiters, encodings, type FileFormat } from '../file/encodings.ts';
import { guessDelimiter, isAccented, peek, type Peek } from '../file/peek.ts';
import { type ImportRun, noCounts } from '../import-run.ts';
import { unwrittenStates } from '../import-state.ts';
import { fileKinds, importFields, orderFields } from '../rows/known-headers.ts';
import { isNotKept, recogniseColumns, recogniseKind } from '../rows/recognise-columns.ts';
import { importsPage, runOf, staffOnly } from './access.ts';
import { byEmail } from './list-routes.ts';
import { checkMapping, formatFields, type MappingForm, readMappingForm } from './read-mapping.ts';
import { shownRun } from './shown-run.ts';

const formatQuery = z.object({ ...formatFields, kind: z.enum(fileKinds) }).partial();

/** GET shows the columns as recognised (or as read another way, by the query); POST confirms them and starts the dry run. */
export function columnsRoutes(context: ImportsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  const page = `${importsPage}/:id/columns`;
  routes.get(page, staff, async (req, res) => {
    const run = await openRun(context, req);
    await show(context, req, res, run, await suggested(context, req, res, run));
  });
  routes.post(page, staff, async (req, res) => {
    const run = await openRun(context, req);
    const values = readMappingForm(req);
    try {
      const mapping = await checkMapping(context, req, values);
      const set = { mapping, row: 0, bytes: 0, counts: noCounts, trouble: null };
      if (!(await context.store.take(run.id, 'check', set)))
        throw new Conflict({ key: 'imports:problem.busy' });
      redirect(res, `${importsPage}/${run.id}`);
    } catch (error) {
      await show(context, req, res, run, values, problemsFor(error, translate(res)));
    }
  });
  return routes;
}

async function openRun(context: ImportsContext, req: Request): Promise<ImportRun> {
  const run = await runOf(context, req);
  if (!unwrittenStates.includes(run.state)) throw new Conflict({ key: 'imports:problem.busy' });
  if (!run.file) throw new Conflict({ key: 'imports:problem.fileDeleted' });
  return run;
}

/** What was confirmed before, or what we recognise. */
async function suggested(
  context: ImportsContext,
  req: Request,
  res: Response,
  run: ImportRun,
): Promise<MappingForm> {
  const asked = readQuery(req, formatQuery);
  const isOther = asked.encoding !== undefined || asked.delimiter !== undefined || asked.kind !== undefined;
  const newsletters = await byEmail(context);
  const people = run.mapping?.kind === 'people' ? run.mapping : null;
  const common = {
    newsletter: people?.newsletter ?? (newsletters.length === 1 ? newsletters[0]!.id : ''),
    language: people?.language ?? viewerLanguage(res),
    source: people?.source ?? '',
    consentAt: people?.consentAt?.toISOString().slice(0, 10) ?? '',
  };
  if (run.mapping && !isOther) {
    const { kind, encoding, delimiter, columns } = run.mapping;
    return {
      ...common,
      kind,
      encoding,
      delimiter: delimiters.indexOf(delimiter),
      column: columns.map((field) => field ?? ''),
    };
  }
  const encoding = asked.encoding ?? run.encoding;
  const open = () => context.uploads.read(run.file!);
  const delimiter = asked.delimiter ?? delimiters.indexOf(await guessDelimiter(open, encoding));
  const { headers } = await peek(open(), { encoding, delimiter: delimiters[delimiter]! }, 1);
  const kind = asked.kind ?? recogniseKind(headers);
  const column = recogniseColumns(headers, kind).map((field) => field ?? '');
  return { ...common, kind, encoding, delimiter, column };
}

async function show(
  context: ImportsContext,
  req: Request,
  res: Response,
  run: ImportRun,
  values: MappingForm,
  problems?: ReturnType<typeof problemsFor>,
): Promise<void> {
  const t = translate(res);
  const format: FileFormat = { encoding: values.encoding, delimiter: delimiters[values.delimiter]! };
  const sample = await peek(context.uploads.read(run.file!), format);
  const language = viewerLanguage(res);
  sendPage(req, res, {
    view: 'imports/columns',
    title: t('imports:columns.title'),
    status: problems ? 400 : 200,
    run: shownRun(run, t),
    problems,
    values,
    columns: shownColumns(sample, values, problems?.byField ?? {}),
    kinds: fileKinds.map((value) => ({ value, label: t(`imports:kind.${value}`) })),
    isOrders: values.kind === 'orders',
    fields: (values.kind === 'orders' ? orderFields : importFields).map((field) => ({
      value: field,
      label: t(`imports:field.${field}`),
    })),
    encodings: encodings.map((value) => ({ value, label: t(`imports:encoding.${value}`) })),
    delimiters: delimiters.map((_, value) => ({ value, label: t(`imports:delimiter.${value}`) })),
    newsletters: (await byEmail(context)).map(({ id, title }) => ({ id, title: title[language] })),
    languages,
  });
}

function shownColumns(
  { headers, rows }: Peek,
  values: MappingForm,
  problems: Readonly<Record<string, string>>,
) {
  return headers.map((header, index) => ({
    header,
    index,
    examples: examplesOf(rows.map((row) => row[index] ?? '')),
    field: values.column[index] ?? '',
    isNotKept: isNotKept(header),
    problem: problems[`column-${index}`],
  }));
}

/** Three different ones, and two more with letters that show whether the encoding is right. */
function examplesOf(cells: readonly string[]): readonly string[] {
  const different = [...new Set(cells.map((cell) => cell.trim().slice(0, 60)))].filter((cell) => cell !== '');
  return [...different.slice(0, 3), ...different.slice(3).filter(isAccented)].slice(0, 5);
}
