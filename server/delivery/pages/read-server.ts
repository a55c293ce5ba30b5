/** Reads the form of one server: its weight, its rate, its connections and its warm-up. */
import { z } from 'zod';
import { startOfDutchDay } from '../../platform/clock/index.ts';
import { Invalid } from '../../platform/errors/index.ts';
import { readForm, type Request } from '../../platform/http/index.ts';
import type { ServerSettings } from '../pace/words.ts';
import { perSecond } from './pace-fields.ts';

const whole = (least: number, most: number, problem: string) =>
  z.coerce.number(problem).int(problem).min(least, problem).max(most, problem);

const form = z.object({
  weight: whole(0, 100, 'delivery:problem.weight'),
  perSecond,
  connections: whole(1, 50, 'delivery:problem.connections'),
});
const formWithPlan = form.extend({
  startsOn: z.string().refine((day) => startOfDutchDay(day) !== null, 'delivery:problem.day'),
  first: whole(1, 1_000_000, 'delivery:problem.count'),
  growth: whole(0, 200, 'delivery:problem.growth'),
  upTo: whole(1, 10_000_000, 'delivery:problem.count'),
});
const ticked = z.object({ warmsUp: z.literal('yes').optional() });

/** Throws Invalid with each wrong field; without the tick what is left in the fields of the warm-up does not count. */
export function readServer(
  req: Request,
  name: string,
  others: readonly Pick<ServerSettings, 'weight'>[],
): ServerSettings {
  const settings = readForm(req, ticked).warmsUp ? withPlan(req) : { ...readForm(req, form), warmUp: null };
  if (settings.weight === 0 && others.every(({ weight }) => weight === 0))
    throw new Invalid({ weight: { key: 'delivery:problem.lastServer' } });
  return { name, ...settings };
}

function withPlan(req: Request): Omit<ServerSettings, 'name'> {
  const { startsOn, first, growth, upTo, ...rest } = readForm(req, formWithPlan);
  if (upTo < first) throw new Invalid({ upTo: { key: 'delivery:problem.upTo' } });
  return { ...rest, warmUp: { startsOn, first, growth, upTo } };
}
