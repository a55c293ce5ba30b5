/** Shows staff how many agree over time, and how people stop. */
import { type Clock, dutchDay } from '../../platform/clock/index.ts';
import {
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import type { Language } from '../../platform/i18n/index.ts';
import type { PurposeWithWords, Wordings } from '../purposes/open-purposes.ts';
import { versionInForce } from '../purposes/wording-version.ts';
import type { DayOfLeaving, DayOfPurpose, Sums } from './figures.ts';
import {
  byDay,
  byMonth,
  firstOfMonth,
  type Range,
  ranges,
  type Span,
  spanOf,
  waysByMonth,
  waysIn,
} from './in-range.ts';
import type { Figures } from './open-figures.ts';

/** What the page is made from. */
export interface ConsentsContext {
  readonly figures: Figures;
  readonly wordings: Pick<Wordings, 'all' | 'wordsOf'>;
  readonly clock: Clock;
  /** k: below it the table does not say how many left by one way in a month. */
  readonly minimum: () => Promise<number>;
}

/** A chart for each purpose, and the ways out, in a range. */
export async function showConsents(
  context: ConsentsContext,
  req: Request,
  res: Response,
  range: Range,
): Promise<void> {
  const [counted, counting] = await Promise.all([context.figures.read(), context.figures.isCounting()]);
  const span = counted && spanOf(range, dutchDay(counted.countedAt), firstDay(counted));
  sendPage(req, res, {
    view: 'consent/consents',
    title: translate(res)('consent:consents.title'),
    ...{ counting, countedAt: counted?.countedAt, isEmpty: counted?.lines === 0 },
    ranges: ranges.map((name) => ({ name, current: name === range })),
    charts: span && (await chartsOf(context, counted, span, range, viewerLanguage(res))),
    leaving: span && leavingOf(counted.leaving, span, await context.minimum()),
  });
}

async function chartsOf(
  { wordings, clock }: ConsentsContext,
  { purposes }: Pick<Sums, 'purposes'>,
  span: Span,
  range: Range,
  language: Language,
) {
  const all = (await wordings.all()).filter(
    ({ purpose, versions }) => purposes.has(purpose.key) || versionInForce(versions, purpose.key, clock()),
  );
  all.sort((a, b) => Number(b.purpose.channel !== null) - Number(a.purpose.channel !== null));
  const isByDay = range === '30-days';
  return Promise.all(
    all.map(async (each) => ({
      key: each.purpose.key,
      label: await labelOf(wordings, each, clock(), language),
      isByDay,
      ...drawn(purposes.get(each.purpose.key) ?? [], span, isByDay),
    })),
  );
}

function drawn(days: readonly DayOfPurpose[], span: Span, isByDay: boolean) {
  const perDay = byDay(days, span);
  const rows = isByDay ? perDay : byMonth(days, span);
  return {
    first: { at: noonOf(span.from), agreed: perDay[0]!.agreed },
    last: { at: noonOf(span.to), agreed: perDay.at(-1)!.agreed },
    data: JSON.stringify({ from: span.from, values: perDay.map(({ agreed }) => agreed) }),
    rows: rows.map((row) => ({ ...row, at: noonOf(row.period) })).reverse(),
  };
}

// Whole months, so that bars and table add up; how many went by one way in a month is told from k people on.
function leavingOf(days: readonly DayOfLeaving[], { from, to }: Span, k: number) {
  const span = { from: firstOfMonth(from), to };
  const ways = waysIn(days, span);
  const most = Math.max(...ways.map(({ people }) => people));
  return {
    k,
    from: noonOf(span.from),
    ways: ways.map(({ way, people }) => ({ way, people, width: (people / most) * 100 })),
    months: waysByMonth(days, span).map(({ month, way, people }) => ({
      ...{ at: noonOf(month), way, people, withheld: people < k },
    })),
  };
}

function firstDay({ purposes }: Pick<Sums, 'purposes'>): string {
  return [...purposes.values()].flatMap((days) => days[0]?.day ?? []).sort()[0] ?? '9999-12-31';
}

async function labelOf(
  wordings: ConsentsContext['wordings'],
  { purpose, versions }: PurposeWithWords,
  now: Date,
  language: Language,
): Promise<string> {
  const current = versionInForce(versions, purpose.key, now);
  const words = current ? await wordings.wordsOf(current) : purpose.suggestion;
  return (words.find((each) => each.language === language) ?? words[0])?.label ?? purpose.key;
}

/** A moment on that day, or on the first day of that month, for writing it in words. */
function noonOf(period: string): Date {
  return new Date(`${period.padEnd(10, '-01')}T12:00:00Z`);
}
