/** Turns what is wrong with a form into what the page shows: a list on top and a sentence at each field (A11Y-3). */
import { Invalid, type FieldProblems } from '../errors/index.ts';
import type { Translate } from '../i18n/index.ts';

export interface ShownProblem {
  readonly field: string;
  readonly message: string;
}

/** The problems of an Invalid as `{list, byField}` for the `problems` and `field` partials; other errors are thrown on. */
export function problemsFor(
  error: unknown,
  t: Translate,
): { list: ShownProblem[]; byField: Record<string, string> } {
  if (!(error instanceof Invalid)) throw error;
  const list = shown(error.fields, t);
  return { list, byField: Object.fromEntries(list.map(({ field, message }) => [field, message])) };
}

function shown(fields: FieldProblems, t: Translate): ShownProblem[] {
  return Object.entries(fields).map(([field, { key, values }]) => ({ field, message: t(key, values) }));
}
