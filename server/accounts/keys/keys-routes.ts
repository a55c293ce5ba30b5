/** The administrator's page of keys: make one, whose token is shown once, and revoke it. */
import { z } from 'zod';
import { NotFound } from '../../platform/errors/index.ts';
import {
  listOf,
  oneOf,
  problemsFor,
  readForm,
  readParam,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import { isId, newId } from '../../platform/ids/index.ts';
import { nameField } from '../account.ts';
import { requireRole } from '../require-role.ts';
import type { Room } from '../room.ts';
import { accountOf } from '../sessions.ts';
import { type ApiKey, hashOfToken, type KeyId, newToken, scopes } from './key.ts';

const page = '/staff/accounts/keys';
const form = z.object({
  name: nameField,
  scopes: listOf(z.enum(scopes)).refine((list) => list.length > 0, 'accounts:problem.noScope'),
});

/** The routes; they stand before those of single accounts. */
export function keysRoutes(room: Room): Router {
  const routes = Router();
  const staff = requireRole('administrator');
  routes.get(page, staff, (req, res) => sendList(room, req, res));
  routes.post(page, staff, async (req, res) => {
    try {
      const token = newToken();
      const key = await addKey(room, req, token);
      const title = translate(res)('accounts:keys.made', { name: key.name });
      sendPage(req, res, { view: 'accounts/key', title, key, token });
    } catch (error) {
      await sendList(room, req, res, problemsFor(error, translate(res)));
    }
  });
  routes.post(`${page}/:id/revoke`, staff, async (req, res) => {
    const id = readParam<KeyId>(req, 'id', isId);
    if (!(await room.keys.revoke(id, room.clock()))) throw new NotFound();
    room.log.info({ by: accountOf(req)!.id }, 'a key was revoked');
    redirect(res, `${page}?done=revoked`);
  });
  return routes;
}

async function addKey(room: Room, req: Request, token: string): Promise<ApiKey> {
  const by = accountOf(req)!.id;
  const key: ApiKey = {
    ...readForm(req, form),
    ...{ id: newId(), madeBy: by, madeAt: room.clock(), lastUsedAt: null, revokedAt: null },
  };
  await room.keys.add(key, hashOfToken(token));
  room.log.info({ by }, 'a key was made');
  return key;
}

async function sendList(room: Room, req: Request, res: Response, problems?: unknown): Promise<void> {
  const keys = await room.keys.list();
  const names = await room.accounts.namesOf(keys.map(({ madeBy }) => madeBy));
  const typed = (req.body ?? {}) as Record<string, unknown>;
  sendPage(req, res, {
    view: 'accounts/keys',
    title: translate(res)('accounts:keys.title'),
    status: problems ? 400 : 200,
    problems,
    values: { ...typed, scopes: [typed['scopes'] ?? []].flat() },
    allScopes: scopes,
    keys: keys.map((key) => ({ ...key, by: names.get(key.madeBy) ?? '' })),
    done: readQuery(req, z.object({ done: oneOf(['revoked']) })).done,
  });
}
