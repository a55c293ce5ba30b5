/** The privacy desk: what it is for, a person's copy, and erasure with its confirmation. */
import { z } from 'zod';
import type { Role } from '../accounts/index.ts';
import {
  oneOf,
  problemsFor,
  readForm,
  readQuery,
  redirect,
  Router,
  sendPage,
  translate,
  type Request,
  type Response,
} from '../platform/http/index.ts';
import { lookAtPerson, sentence } from '../people/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import { erasureReasons, eraseSubscriber } from './erase-subscriber.ts';
import { exportSubscriber } from './export-subscriber.ts';
import type { PrivacyDeps } from './room.ts';

const mayErase: readonly Role[] = ['privacy-officer', 'administrator'];
const copyForm = z.object({ reason: sentence(500, 'people:problem.reason') });
const ground = z.enum(erasureReasons, 'privacy:problem.noGround');
const eraseForm = z.object({
  ground,
  sure: z.literal('yes', 'privacy:problem.notSure'),
});

/** The routes below /staff/privacy. */
export function privacyRoutes(room: PrivacyDeps): Router {
  const routes = Router();
  routes.use('/staff/privacy', room.accounts.requireRole(...mayErase));
  routes.get('/staff/privacy', (req, res) => {
    const { done } = readQuery(req, z.object({ done: oneOf(['erased']) }));
    const title = translate(res)('privacy:desk.title');
    sendPage(req, res, { view: 'privacy/desk', title, erased: done === 'erased' });
  });

  routes.get('/staff/privacy/:id', async (req, res) => sendPerson(req, res, await lookAtPerson(room, req)));

  routes.post('/staff/privacy/:id/copy', async (req, res) => {
    const person = await lookAtPerson(room, req);
    try {
      const { reason } = readForm(req, copyForm);
      await room.people.noteCopy(person.id, room.accounts.current(req).id, reason);
      const copy = await exportSubscriber(room, person.id);
      res
        .attachment(`voorkeur-${person.id}.json`)
        .type('json')
        .send(JSON.stringify(copy, null, 2));
    } catch (error) {
      sendPerson(req, res, person, problemsFor(error, translate(res)));
    }
  });

  routes.post('/staff/privacy/:id/erase', async (req, res) => {
    const person = await lookAtPerson(room, req);
    try {
      const { ground: reason } = readForm(req, eraseForm);
      const by = { kind: 'staff', id: room.accounts.current(req).id } as const;
      await eraseSubscriber(room, person.id, by, reason);
      redirect(res, '/staff/privacy?done=erased');
    } catch (error) {
      const chosen = readForm(req, z.object({ ground: ground.optional().catch(undefined) })).ground;
      sendPerson(req, res, person, problemsFor(error, translate(res)), chosen);
    }
  });
  return routes;
}

function sendPerson(
  req: Request,
  res: Response,
  person: Subscriber,
  problems?: unknown,
  chosen?: string,
): void {
  sendPage(req, res, {
    view: 'privacy/person',
    title: translate(res)('privacy:person.title'),
    status: problems ? 400 : 200,
    problems,
    grounds: erasureReasons.map((name) => ({ name, chosen: name === chosen })),
    person,
    name: `${person.firstName} ${person.lastName}`.trim() || person.email,
  });
}
