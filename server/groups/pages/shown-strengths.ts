/** The chart of topics as its page shows it: a bar for each, and no number where the guard gave none. */
import { type Response, viewerLanguage } from '../../platform/http/index.ts';
import type { TopicStrength } from '../model.ts';

/** In percents of the largest bar; strongly, and the others who are interested. */
interface Bar {
  readonly strong: string;
  readonly others: string;
}

/** The most people first, and those without a number behind them. */
export function shownStrengths(res: Response, strengths: readonly TopicStrength[]) {
  const language = viewerLanguage(res);
  const rows = strengths.map(({ topic, interested, strong }) => ({
    name: topic[language],
    people: peopleOf(interested),
    strong: peopleOf(strong),
  }));
  const most = Math.max(1, ...rows.map(({ people }) => people ?? 0));
  return rows
    .sort((a, b) => (b.people ?? -1) - (a.people ?? -1))
    .map((row) => ({ ...row, bar: row.people === null ? null : barOf(row.people, row.strong ?? 0, most) }));
}

function peopleOf(count: TopicStrength['strong']): number | null {
  return count.kind === 'count' ? count.people : null;
}

function barOf(people: number, strong: number, most: number): Bar {
  const percent = (part: number) => ((part / most) * 100).toFixed(2);
  return { strong: percent(strong), others: percent(people - strong) };
}
