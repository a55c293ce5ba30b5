/** Reads the form in which a person confirms what the columns are and where the consent comes from. */
import { z } from 'zod';
import { newsletterPurpose } from '../../consent/index.ts';
import { type FieldProblems, Invalid } from '../../platform/errors/index.ts';
import { listOf, optionalText, readForm, type Request } from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { ImportsContext } from '../context.ts';
import { delimiters, encodings } from '../file/encodings.ts';
import type { Mapping } from '../import-run.ts';
import { type ColumnField, fileKinds, importFields, orderFields } from '../rows/known-headers.ts';
import { readDate } from '../rows/read-cell.ts';
import { byEmail } from './list-routes.ts';

export const formatFields = {
  encoding: z.enum(encodings),
  /** By its place in the list: a tab does not survive in every form. */
  delimiter: z.coerce
    .number()
    .int()
    .min(0)
    .max(delimiters.length - 1),
};
const form = z.object({
  ...formatFields,
  kind: z.enum(fileKinds).default('people'),
  column: listOf(z.enum(['', ...importFields, ...orderFields])),
  newsletter: optionalText(20),
  language: z.enum(languages).default('nl'),
  source: optionalText(300),
  consentAt: optionalText(30),
});
export type MappingForm = z.infer<typeof form>;

/** What was typed, to be shown again. */
export function readMappingForm(req: Request): MappingForm {
  return readForm(req, form);
}

/** The mapping, or Invalid with what is missing or contradicts itself. */
export async function checkMapping(
  context: ImportsContext,
  req: Request,
  values: MappingForm,
): Promise<Mapping> {
  const common = {
    encoding: values.encoding,
    delimiter: delimiters[values.delimiter]!,
    columns: values.column.map((field) => field || null),
    by: context.accounts.current(req).id,
  };
  if (values.kind === 'orders') {
    const problems = orderColumnProblems(values.column);
    if (Object.keys(problems).length > 0) throw new Invalid(problems);
    return { ...common, kind: 'orders' };
  }
  const newsletter = (await byEmail(context)).find(({ id }) => id === values.newsletter);
  const consentAt = readDate(values.consentAt);
  const problems: FieldProblems = {
    ...columnProblems(values.column),
    ...(newsletter ? {} : { newsletter: { key: 'imports:problem.newsletter' } }),
    ...statementProblems(values.source, consentAt, context.clock()),
  };
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  return {
    ...common,
    kind: 'people',
    newsletter: newsletter!.id,
    purpose: newsletterPurpose(newsletter!.slug, 'email'),
    language: values.language,
    source: values.source,
    consentAt: consentAt as Date | null,
  };
}

function orderColumnProblems(columns: readonly (ColumnField | '')[]): FieldProblems {
  if (!columns.includes('orderedAt')) return { 'column-0': { key: 'imports:problem.noOrderDateColumn' } };
  const hasProducts = (['products', 'sku', 'category'] as const).some((field) => columns.includes(field));
  if (!hasProducts) return { 'column-0': { key: 'imports:problem.noProductsColumn' } };
  return columnProblems(columns);
}

function columnProblems(columns: readonly (ColumnField | '')[]): FieldProblems {
  if (!columns.includes('email')) return { 'column-0': { key: 'imports:problem.noEmailColumn' } };
  const twice = columns.flatMap((field, index) =>
    field !== '' && columns.indexOf(field) < index ? [index] : [],
  );
  return Object.fromEntries(
    twice.map((index) => [`column-${index}`, { key: 'imports:problem.columnTwice' }]),
  );
}

function statementProblems(source: string, at: Date | 'unclear' | null, now: Date): FieldProblems {
  if (at === 'unclear') return { consentAt: { key: 'imports:reason.dateUnclear' } };
  if (at !== null && at > now) return { consentAt: { key: 'imports:reason.dateInFuture' } };
  if (source !== '' && at === null) return { consentAt: { key: 'imports:problem.dateToo' } };
  return source === '' && at !== null ? { source: { key: 'imports:problem.sourceToo' } } : {};
}
