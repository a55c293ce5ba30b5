/** Reads the items that a program sends; each stands by itself, so that one that is wrong stops no other. */
import { z } from 'zod';
import { DAY_MS, plus } from '../../platform/clock/index.ts';
import { Invalid, Refused } from '../../platform/errors/index.ts';
import { normaliseEmail } from '../../subscribers/index.ts';
import type { Observation } from '../model.ts';

export const mostItems = 1000;

const text = (max: number) => z.string('text').max(max, 'tooLong');
const number = z.union([z.string(), z.int()], 'number').transform(String).pipe(text(100).min(1, 'required'));
const product = z.object(
  {
    name: text(300).default(''),
    sku: text(100).default(''),
    categories: z.array(text(200), 'list').max(20, 'tooLong').default([]),
  },
  'object',
);
const about = {
  email: z
    .string('email')
    .transform((typed) => normaliseEmail(typed) ?? '')
    .refine((email) => email !== '', 'email'),
  date: z.union([z.iso.date(), z.iso.datetime({ offset: true })], 'date').transform((day) => new Date(day)),
};
const order = z.object(
  { ...about, number, products: z.array(product, 'list').min(1, 'required').max(200, 'tooLong') },
  'object',
);
const signal = z.object(
  {
    ...about,
    source: z.enum(['account', 'website'], 'source'),
    topics: z.array(text(60), 'list').max(50, 'tooLong').default([]),
    products: z.array(product, 'list').max(50, 'tooLong').default([]),
  },
  'object',
);

/** What is wrong with an item: its field, and the key of the sentence in the texts. */
export interface Wrong {
  readonly field: string;
  readonly problem: string;
}
export type Item = Observation | Wrong;

/** The list in the body under the name; Invalid where there is none, Refused where it is too long. */
export function listIn(body: unknown, name: 'orders' | 'signals'): readonly unknown[] {
  const list = (body as Readonly<Record<string, unknown>> | null)?.[name];
  if (!Array.isArray(list))
    throw new Invalid({ [name]: { key: 'interests:api.problem.noList', values: { name } } });
  if (list.length > mostItems)
    throw new Refused(413, { key: 'interests:api.problem.tooMany', values: { count: mostItems } });
  return list as readonly unknown[];
}

/** An order as it comes; unknown fields are passed over. */
export function readOrder(item: unknown, now: Date): Item {
  const read = order.safeParse(item);
  if (!read.success) return wrong(read.error);
  const { email, date: at, products, number: named } = read.data;
  return inTime({ email, at, products, order: named, source: 'order' }, now);
}

/** A signal as it comes; `asked` says whether people are asked about the website. */
export function readSignal(item: unknown, now: Date, asked: boolean): Item {
  const read = signal.safeParse(item);
  if (!read.success) return wrong(read.error);
  const { email, date: at, products, topics, source } = read.data;
  if (source === 'website' && !asked) return { field: 'source', problem: 'websiteNotAsked' };
  if (topics.length + products.length === 0) return { field: 'topics', problem: 'required' };
  return inTime({ email, at, products, topics, source }, now);
}

// Clocks differ, and some programs write local time as UTC.
function inTime(observation: Observation, now: Date): Item {
  return observation.at > plus(now, DAY_MS) ? { field: 'date', problem: 'future' } : observation;
}

function wrong({ issues }: z.ZodError): Wrong {
  const [{ path, message } = { path: [], message: 'object' }] = issues;
  return { field: path.map(String).join('.'), problem: message };
}
