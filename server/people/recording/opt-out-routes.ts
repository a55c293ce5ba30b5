/** Recording an opt-out: of a person, and of an address that we may not have. */
import { z } from 'zod';
import {
  optionalText,
  problemsFor,
  readForm,
  readQuery,
  redirect,
  Router,
  sendPage,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../../platform/http/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { lookAtPerson } from '../look-at-person.ts';
import { purposeLabels } from '../purpose-labels.ts';
import { nameOf } from '../read-card.ts';
import type { Room } from '../room.ts';
import { blockAddress, blockForm } from './block-address.ts';
import { today, ways } from './how-it-came.ts';
import { agreedPurposes, everything, optOutForm, recordOptOut } from './record-opt-out.ts';

/** The routes; who may come here was asked before. */
export function optOutRoutes(room: Room): Router {
  const routes = Router();
  const by = (req: Request) => room.accounts.current(req).id;

  routes.get('/staff/people/opt-out', (req, res) => {
    const { email } = readQuery(req, z.object({ email: optionalText(300) }));
    sendBlock(room, req, res, { email });
  });
  routes.post('/staff/people/opt-out', async (req, res) => {
    try {
      const id = await blockAddress(room, by(req), readForm(req, blockForm));
      redirect(res, id ? `/staff/people/${id}?done=stopped` : '/staff/people?done=stopped');
    } catch (error) {
      sendBlock(room, req, res, req.body as object, problemsFor(error, translate(res)));
    }
  });

  routes.get('/staff/people/:id/opt-out', async (req, res) =>
    sendOptOut(room, req, res, await lookAtPerson(room, req)),
  );
  routes.post('/staff/people/:id/opt-out', async (req, res) => {
    const person = await lookAtPerson(room, req);
    try {
      await recordOptOut(room, person, by(req), readForm(req, optOutForm));
      redirect(res, `/staff/people/${person.id}?done=stopped`);
    } catch (error) {
      await sendOptOut(room, req, res, person, problemsFor(error, translate(res)));
    }
  });
  return routes;
}

function sendBlock(room: Room, req: Request, res: Response, typed: object, problems?: unknown): void {
  sendPage(req, res, {
    view: 'people/block',
    title: translate(res)('people:block.title'),
    status: problems ? 400 : 200,
    problems,
    channels: ways,
    values: { on: today(room.clock), channel: 'telephone', ...typed },
  });
}

async function sendOptOut(
  room: Room,
  req: Request,
  res: Response,
  person: Subscriber,
  problems?: unknown,
): Promise<void> {
  const labels = await purposeLabels(room, viewerLanguage(res));
  const agreed = await agreedPurposes(room, person);
  const typed = (req.body ?? {}) as Record<string, unknown>;
  sendPage(req, res, {
    view: 'people/opt-out',
    title: translate(res)('people:optOut.title'),
    status: problems ? 400 : 200,
    problems,
    person,
    name: nameOf(person),
    agreed: agreed.map((key) => ({ key, label: labels.get(key) ?? key })),
    everything,
    channels: ways,
    values: {
      on: today(room.clock),
      channel: 'telephone',
      ...typed,
      purposes: [typed['purposes'] ?? []].flat(),
    },
  });
}
