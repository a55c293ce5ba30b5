/** Correcting a person's data, and asking for another e-mail address for them. */
import {
  problemsFor,
  readForm,
  redirect,
  Router,
  sendPage,
  translate,
  type Request,
  type Response,
} from '../../platform/http/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { lookAtPerson } from '../look-at-person.ts';
import { nameOf } from '../read-card.ts';
import type { Room } from '../room.ts';
import { addressForm, changeAddress } from './change-address.ts';
import { correctionForm, correctPerson } from './correct-person.ts';

/** The routes; who may come here was asked before. */
export function correctRoutes(room: Room): Router {
  const routes = Router();
  const by = (req: Request) => room.accounts.current(req).id;

  routes.get('/staff/people/:id/correct', async (req, res) =>
    sendForm(req, res, 'correct', await lookAtPerson(room, req)),
  );
  routes.post('/staff/people/:id/correct', async (req, res) => {
    const person = await lookAtPerson(room, req);
    try {
      await correctPerson(room, person, by(req), readForm(req, correctionForm));
      redirect(res, `/staff/people/${person.id}?done=corrected`);
    } catch (error) {
      sendForm(req, res, 'correct', person, problemsFor(error, translate(res)));
    }
  });

  routes.get('/staff/people/:id/address', async (req, res) =>
    sendForm(req, res, 'address', await lookAtPerson(room, req)),
  );
  routes.post('/staff/people/:id/address', async (req, res) => {
    const person = await lookAtPerson(room, req);
    try {
      await changeAddress(room, person, by(req), readForm(req, addressForm));
      redirect(res, `/staff/people/${person.id}?done=asked`);
    } catch (error) {
      sendForm(req, res, 'address', person, problemsFor(error, translate(res)));
    }
  });
  return routes;
}

function sendForm(
  req: Request,
  res: Response,
  form: 'correct' | 'address',
  person: Subscriber,
  problems?: unknown,
): void {
  const { firstName, lastName, language, post } = person;
  const stored = form === 'correct' ? { firstName, lastName, language, ...post } : {};
  sendPage(req, res, {
    view: `people/${form}`,
    title: translate(res)(`people:${form}.title`),
    status: problems ? 400 : 200,
    problems,
    person,
    name: nameOf(person),
    values: { ...stored, ...(req.body as object | undefined) },
  });
}
