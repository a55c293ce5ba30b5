/** Adds up the rows of a mailing for its report, as pure functions: one definition for each figure. */
import { classifyRefusal, type RefusalKind, refusalKinds, statusOf } from '../../platform/mail/index.ts';
import { type Skipped, skippedWhy, type UncertainWhy, uncertainWhy } from '../recipients/recipient-state.ts';
import type { Cell } from './figures-store.ts';
import { otherProvider } from './providers.ts';
import { type Minute, type Timeline, timelineOf } from './timeline.ts';

/** How a provider or a server answered; 'again' was refused for now and waits. */
export interface Answers {
  readonly name: string;
  readonly accepted: number;
  readonly refused: number;
  readonly again: number;
  readonly uncertain: number;
}

/** The rows of a mailing by what became of them; each row is in one of them. */
export interface Outcomes {
  readonly accepted: number;
  readonly refused: number;
  readonly uncertain: number;
  readonly skipped: number;
  /** Refused for now, and tried again later. */
  readonly again: number;
  /** Not tried yet, or being handed over. */
  readonly pending: number;
}

/** What is kept of a mailing at its end, before the guard. */
export interface Details {
  readonly outcomes: Outcomes;
  /** Of those not tried yet, how many were told to come back later, when their domain gets more. */
  readonly later: number;
  /** Why people were skipped; 'gone' were erased before their turn. */
  readonly skipped: Readonly<Record<Skipped | 'gone', number>>;
  /** Why it is uncertain whether people got it. */
  readonly uncertain: Readonly<Record<UncertainWhy, number>>;
  /** What the final refusals said. */
  readonly refused: Readonly<Record<RefusalKind, number>>;
  /** The most mails first. */
  readonly providers: readonly Answers[];
  readonly servers: readonly Answers[];
  readonly timeline: Timeline;
}

/** What is counted of a mailing under way. */
export interface Counted {
  readonly details: Details;
  /** Answers a minute, over the last ones. */
  readonly perMinute: number;
}

/** All of it. */
export function sumFigures(cells: readonly Cell[], minutes: readonly Minute[]): Details {
  return {
    outcomes: outcomesOf(cells),
    later: cells.reduce((sum, { tried, later, rows }) => (later && !tried ? sum + rows : sum), 0),
    skipped: byWhy(cells),
    uncertain: byDoubt(cells),
    refused: byKind(cells),
    providers: answersBy(cells, ({ provider, tried }) => provider ?? (tried ? otherProvider : null)),
    servers: answersBy(cells, ({ server }) => server),
    timeline: timelineOf(minutes),
  };
}

/** In which of the outcomes the rows of a cell are. */
export function outcomeOf({ state, tried }: Pick<Cell, 'state' | 'tried'>): keyof Outcomes {
  if (state === 'handing-over') return 'pending';
  return state === 'pending' && tried ? 'again' : state;
}

/** How many rows there are. */
export function rowsOf(outcomes: Outcomes): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

/** How many of them came to no end yet. */
export function unendedOf({ pending, again }: Outcomes): number {
  return pending + again;
}

function outcomesOf(cells: readonly Cell[]): Outcomes {
  const sum = { accepted: 0, refused: 0, uncertain: 0, skipped: 0, again: 0, pending: 0 };
  for (const cell of cells) sum[outcomeOf(cell)] += cell.rows;
  return sum;
}

function byWhy(cells: readonly Cell[]): Details['skipped'] {
  const sum = zeros([...skippedWhy, 'gone'] as const);
  const isKnown = (code: string | null): code is Skipped => skippedWhy.some((why) => why === code);
  for (const { state, code, rows } of cells) {
    if (state === 'skipped') sum[isKnown(code) ? code : 'gone'] += rows;
  }
  return sum;
}

function byDoubt(cells: readonly Cell[]): Details['uncertain'] {
  const sum = zeros(uncertainWhy);
  for (const { state, code, rows } of cells) {
    if (state === 'uncertain') sum[code === 'lost' ? 'lost' : 'broke'] += rows;
  }
  return sum;
}

function byKind(cells: readonly Cell[]): Details['refused'] {
  const sum = zeros(refusalKinds);
  for (const { state, code, rows } of cells) {
    if (state === 'refused') sum[classifyRefusal(statusOf(code ?? '')).kind] += rows;
  }
  return sum;
}

function answersBy(cells: readonly Cell[], nameOf: (cell: Cell) => string | null): Answers[] {
  const sums = new Map<string, Outcomes>();
  for (const cell of cells) {
    const name = nameOf(cell);
    if (name === null) continue;
    const sum = sums.get(name) ?? outcomesOf([]);
    sums.set(name, { ...sum, [outcomeOf(cell)]: sum[outcomeOf(cell)] + cell.rows });
  }
  const all = [...sums].map(([name, { accepted, refused, again, uncertain }]) => ({
    ...{ name, accepted, refused, again, uncertain },
  }));
  const mails = (one: Answers) => one.accepted + one.refused + one.again + one.uncertain;
  return all.filter((one) => mails(one) > 0).sort((a, b) => mails(b) - mails(a));
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
