/** What programs call: POST /api/v1/orders and /api/v1/signals, in batches, with a key. */
import { createHmac } from 'node:crypto';
import { apiKeyOf, type Scope } from '../../accounts/index.ts';
import { Conflict, Invalid, Refused } from '../../platform/errors/index.ts';
import {
  readJson,
  type Request,
  type RequestHandler,
  type Response,
  Router,
  translate,
} from '../../platform/http/index.ts';
import type { Observation, Observed } from '../model.ts';
import type { InterestsRoom } from '../room.ts';
import { purposeOf } from '../signals/purpose-of.ts';
import { takeObservations } from '../signals/take-observations.ts';
import type { AnswersStore } from './answers-store.ts';
import { type Item, listIn, readOrder, readSignal } from './read-items.ts';

/** Bytes: room for 1,000 orders of several products. */
export const bodyLimit = 4 * 1024 * 1024;

const words: Readonly<Record<Observed | 'invalid', string>> = {
  kept: 'kept',
  noTopic: 'no-topic',
  unknown: 'unknown',
  noConsent: 'no-consent',
  expired: 'too-old',
  removed: 'removed',
  invalid: 'invalid',
};

interface Result {
  readonly result: string;
  readonly field?: string;
  readonly message?: string;
}
interface Answer {
  readonly counts: Readonly<Record<string, number>>;
  readonly results: readonly Result[];
}

/** The routes, below /api/v1. No session, no cookie: the key is all that counts. */
export function apiRoutes(room: InterestsRoom, answers: AnswersStore): Router {
  const routes = Router();
  const take = (scope: Scope): RequestHandler[] => [
    room.accounts.requireKey(scope),
    async (req, res) => {
      const body = await readJson(req, res, bodyLimit);
      const list = listIn(body.value, scope);
      const work = () => takeAll(room, res, scope, list);
      res.json(await once(room, answers, req, res, body.bytes, work));
    },
  ];
  routes.post('/orders', ...take('orders'));
  routes.post('/signals', ...take('signals'));
  return routes;
}

async function takeAll(
  room: InterestsRoom,
  res: Response,
  scope: Scope,
  list: readonly unknown[],
): Promise<Answer> {
  const items = await readItems(room, scope, list);
  const fit = items.filter((item): item is Observation => !('problem' in item));
  const outcomes = (await takeObservations(room, fit)).values();
  const t = translate(res);
  const results = items.map((item): Result => {
    if (!('problem' in item)) return { result: words[outcomes.next().value!] };
    const message = t(`interests:api.item.${item.problem}`);
    return { result: words.invalid, field: item.field, message };
  });
  const counts: Record<string, number> = {};
  for (const { result } of results) counts[result] = (counts[result] ?? 0) + 1;
  return { counts, results };
}

async function readItems(
  { consent, clock }: InterestsRoom,
  scope: Scope,
  list: readonly unknown[],
): Promise<readonly Item[]> {
  const now = clock();
  if (scope === 'orders') return list.map((item) => readOrder(item, now));
  const asked = (await consent.purposes()).some(({ key }) => key === purposeOf.website);
  return list.map((item) => readSignal(item, now, asked));
}

/** Does the work once for each Idempotency-Key of an API key; the same again gets the same answer. */
async function once(
  { secretKeys }: InterestsRoom,
  answers: AnswersStore,
  req: Request,
  res: Response,
  bytes: Buffer,
  work: () => Promise<Answer>,
): Promise<unknown> {
  const idempotencyKey = req.get('idempotency-key');
  if (idempotencyKey === undefined) return work();
  if (!/^[\x21-\x7e]{1,255}$/.test(idempotencyKey))
    throw new Invalid({ 'Idempotency-Key': { key: 'interests:api.problem.idempotencyKey' } });
  const hash = (what: string | Buffer) =>
    createHmac('sha256', secretKeys[0]!.key).update('api ').update(what).digest('base64url');
  const id = hash(`${apiKeyOf(res).id} ${req.path} ${idempotencyKey}`);
  const beginning = await answers.begin(id, hash(bytes));
  if (beginning.is === 'done') return beginning.answer;
  if (beginning.is === 'other') throw new Refused(422, { key: 'interests:api.problem.otherBody' });
  if (beginning.is === 'busy') throw new Conflict({ key: 'interests:api.problem.underWay' });
  try {
    const answer = await work();
    await answers.finish(id, answer);
    return answer;
  } catch (error) {
    await answers.release(id);
    throw error;
  }
}
