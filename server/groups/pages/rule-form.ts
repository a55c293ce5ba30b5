/** The rows of the rule form: read from what was typed, changed by its buttons, and turned into a rule and back. */
import type { Rule, Term } from '../rules/rule.ts';

/** How many rows, and values in a row, the form takes: terms beyond that are refused by the rule itself. */
const most = 12;

export interface Row {
  readonly how: 'any' | 'all' | 'none';
  /** 'topic:roses', 'topic:roses:strong', 'region:97'; empty where nothing was chosen yet. */
  readonly what: readonly string[];
}

export interface RuleForm {
  readonly join: 'all' | 'any';
  readonly rows: readonly Row[];
}

/** A row in which nothing was chosen yet. */
const emptyRow: Row = { how: 'any', what: [''] };
export const emptyForm: RuleForm = { join: 'all', rows: [emptyRow] };

/** Reads join, and how-0, what-0, how-1 … as far as they go. */
export function readRuleForm(body: Readonly<Record<string, unknown>>): RuleForm {
  const rows: Row[] = [];
  for (let index = 0; index < most && body[`what-${index}`] !== undefined; index += 1) {
    const what = [body[`what-${index}`]].flat().map(String).slice(0, most);
    const how = body[`how-${index}`];
    rows.push({ how: how === 'all' || how === 'none' ? how : 'any', what });
  }
  return { join: body['join'] === 'any' ? 'any' : 'all', rows: rows.length > 0 ? rows : [emptyRow] };
}

/** What a button does to the rows: 'add', 'more:0', 'drop:0'; the form as it is for any other. */
export function changeRows(form: RuleForm, act: string): RuleForm {
  const { rows } = form;
  const [name, number] = act.split(':');
  const index = Number(number);
  if (name === 'add' && rows.length < most) return { ...form, rows: [...rows, emptyRow] };
  if (name === 'drop') {
    const left = rows.filter((_, each) => each !== index);
    return { ...form, rows: left.length > 0 ? left : [emptyRow] };
  }
  if (name !== 'more') return form;
  const longer = rows.map((row, each) => (each === index ? { ...row, what: [...row.what, ''] } : row));
  return { ...form, rows: longer };
}

/** The rule that the form says, to be checked; null when nothing was chosen. */
export function toRule({ join, rows }: RuleForm): unknown {
  const parts = rows.flatMap(({ how, what }) => {
    const terms = what.filter((token) => token !== '').map(toTerm);
    if (terms.length === 0) return [];
    if (how === 'none') return [{ not: together('any', terms) }];
    return [together(how, terms)];
  });
  return parts.length === 0 ? null : together(join, parts);
}

/** The rows of a rule that was made by this form; null for one that is more than rows can say. */
export function toForm(rule: Rule): RuleForm | null {
  const [join, parts] =
    'all' in rule && !rule.all.every(isTerm)
      ? (['all', rule.all] as const)
      : 'any' in rule && !rule.any.every(isTerm)
        ? (['any', rule.any] as const)
        : (['all', [rule]] as const);
  const rows = parts.map(toRow);
  return rows.every((row) => row !== null) ? { join, rows } : null;
}

function toRow(rule: Rule): Row | null {
  if ('not' in rule) {
    const row = toRow(rule.not);
    return row && (row.how === 'any' || row.what.length === 1) ? { how: 'none', what: row.what } : null;
  }
  const [how, parts] =
    'all' in rule
      ? (['all', rule.all] as const)
      : 'any' in rule
        ? (['any', rule.any] as const)
        : (['any', [rule]] as const);
  return parts.every(isTerm) ? { how, what: parts.map(toToken) } : null;
}

function isTerm(rule: Rule): rule is Term {
  return 'field' in rule;
}

/** The value of an option of the form. */
export function toToken(term: Term): string {
  const strong = term.field === 'topic' && term.strength ? ':strong' : '';
  return `${term.field}:${term.value}${strong}`;
}

function toTerm(token: string): unknown {
  const [field, value, strength] = token.split(':');
  return strength === undefined ? { field, value } : { field, value, strength };
}

function together(how: 'all' | 'any', parts: readonly unknown[]): unknown {
  return parts.length === 1 ? parts[0] : { [how]: parts };
}
