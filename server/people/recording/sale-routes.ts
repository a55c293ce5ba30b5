/** Recording a sale, so that a customer may get a newsletter that they did not ask for (CON-8). */
import {
  problemsFor,
  readForm,
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
import { newslettersForSale, recordSale, saleForm } from './record-sale.ts';

/** The routes; who may come here was asked before. */
export function saleRoutes(room: Room): Router {
  const routes = Router();
  routes.get('/staff/people/:id/sale', async (req, res) =>
    sendSale(room, req, res, await lookAtPerson(room, req)),
  );
  routes.post('/staff/people/:id/sale', async (req, res) => {
    const person = await lookAtPerson(room, req);
    try {
      await recordSale(room, person, room.accounts.current(req).id, readForm(req, saleForm));
      redirect(res, `/staff/people/${person.id}?done=started`);
    } catch (error) {
      await sendSale(room, req, res, person, problemsFor(error, translate(res)));
    }
  });
  return routes;
}

async function sendSale(
  room: Room,
  req: Request,
  res: Response,
  person: Subscriber,
  problems?: unknown,
): Promise<void> {
  const labels = await purposeLabels(room, viewerLanguage(res));
  const open = await newslettersForSale(room, person);
  const { minimumAge, softOptInMonths } = await room.settings.current();
  sendPage(req, res, {
    view: 'people/sale',
    title: translate(res)('people:sale.title'),
    status: problems ? 400 : 200,
    ...{ problems, person, minimumAge, softOptInMonths },
    name: nameOf(person),
    isOff: (await room.consent.salesSince()) === null,
    newsletters: open.map((key) => ({ key, label: labels.get(key) ?? key })),
    values: { purpose: open.length === 1 ? open[0] : '', ...(req.body as object | undefined) },
  });
}
