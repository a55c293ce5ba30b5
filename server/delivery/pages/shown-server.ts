/** A server as the page shows it: its state as a shape and a word, its figures, and its warm-up as a chart. */
import { DAY_MS, dutchDay, startOfDutchDay } from '../../platform/clock/index.ts';
import { type Response, translate, viewerLanguage } from '../../platform/http/index.ts';
import { formatNumber, formatTime } from '../../platform/i18n/index.ts';
import type { ServerStanding } from '../pace/servers/read-servers.ts';
import type { AnswerCounts } from '../pace/servers/server-answers-store.ts';
import type { Rest } from '../pace/servers/server-rests-store.ts';
import { planOf } from '../pace/servers/warm-up.ts';
import type { WarmUp } from '../pace/words.ts';

const outcomes: readonly (keyof AnswerCounts)[] = ['accepted', 'refused', 'again', 'uncertain'];

/** The plan is drawn until it stops growing, for so many days at most. */
const mostDays = 90;

/** For the table, the notices and the chart. */
export function shownServer(server: ServerStanding, now: Date, res: Response) {
  const { name, warmUp, warmedUp } = server;
  return {
    ...server,
    state: stateOf(server, now, res),
    trouble: server.used && server.rest ? troubleOf(server.rest) : null,
    today: countsInWords(server.today, res),
    lastHour: countsInWords(server.lastHour, res),
    address: `/staff/deliverability/servers/${encodeURIComponent(name)}`,
    plan: warmUp && { ...shownPlan(warmUp, now), ...warmedUp },
  };
}

function stateOf({ used, rest }: ServerStanding, now: Date, res: Response) {
  const t = translate(res);
  if (!used) return { kind: '', icon: 'circle-dashed', words: t('delivery:state.unused') };
  if (!rest) return { kind: 'good', icon: 'circle-check', words: t('delivery:state.works') };
  const { kind } = troubleOf(rest);
  const until = formatTime(rest.until, viewerLanguage(res));
  const words = rest.until > now ? t('delivery:state.rests', { until }) : t('delivery:state.tried');
  return { kind, icon: kind === 'bad' ? 'circle-x' : 'circle-pause', words };
}

/** Nothing but a person mends a password. */
function troubleOf({ because }: Rest) {
  return { kind: because === 'login' ? 'bad' : 'warn', words: `delivery:trouble.${because}` };
}

function countsInWords(counts: AnswerCounts, res: Response): string {
  const t = translate(res);
  const parts = outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) =>
      t(`delivery:servers.${outcome}`, { number: formatNumber(counts[outcome], viewerLanguage(res)) }),
    );
  return parts.length > 0 ? parts.join(', ') : t('delivery:servers.nothing');
}

function shownPlan(plan: WarmUp, now: Date) {
  const numbers = planOf(plan, mostDays);
  const day = (new Date(dutchDay(now)).getTime() - new Date(plan.startsOn).getTime()) / DAY_MS;
  return {
    startsAt: startOfDutchDay(plan.startsOn)!,
    // One day is a number and no line.
    data: numbers.length > 1 && JSON.stringify({ from: plan.startsOn, values: numbers }),
    days: numbers.map((mails, index) => ({ day: index + 1, mails, isToday: index === day })),
    first: numbers[0]!,
    last: numbers.at(-1)!,
    growsFor: numbers.length,
    hasBegun: day >= 0,
    day: day + 1,
  };
}
