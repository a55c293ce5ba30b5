/** The staff's side of a person: search, card, and what is recorded and corrected for them. */
import { z } from 'zod';
import { holdsOneOf, rolesWithCards } from '../accounts/index.ts';
import {
  oneOf,
  optionalText,
  readQuery,
  Router,
  sendPage,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../platform/http/index.ts';
import { correctRoutes } from './correcting/correct-routes.ts';
import { exportRoutes, rolesThatExport } from './export/export-routes.ts';
import { lookAtPerson } from './look-at-person.ts';
import { nameOf, readCard } from './read-card.ts';
import { optInRoutes } from './recording/opt-in-routes.ts';
import { optOutRoutes } from './recording/opt-out-routes.ts';
import { saleRoutes } from './recording/sale-routes.ts';
import type { Room } from './room.ts';

/** What the card, or the search where there is no card, says has just happened. */
const doneHere = ['stopped', 'started', 'mailed', 'both', 'corrected', 'asked'] as const;

const searchQuery = z.object({
  done: oneOf(doneHere),
  q: optionalText(254),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});

/** The routes below /staff/people. */
export function peopleRoutes(room: Room): Router {
  const routes = Router();
  routes.use('/staff/people', room.accounts.requireRole(...rolesWithCards));
  routes.get('/staff/people', (req, res) => sendSearch(room, req, res));
  routes.use(exportRoutes(room));
  routes.use(optOutRoutes(room), optInRoutes(room), saleRoutes(room), correctRoutes(room));

  routes.get('/staff/people/:id', async (req, res) => {
    const person = await lookAtPerson(room, req);
    const card = await readCard(room, person, viewerLanguage(res));
    const { done } = readQuery(req, z.object({ done: oneOf(doneHere) }));
    sendPage(req, res, { view: 'people/card', title: card.name, ...card, done });
  });
  return routes;
}

/** Nobody is listed before something is typed: staff look for one person, not through all of them. */
async function sendSearch(room: Room, req: Request, res: Response): Promise<void> {
  const { q, page, done } = readQuery(req, searchQuery);
  const found = q === '' ? null : await room.subscribers.search(q, page);
  sendPage(req, res, {
    view: 'people/search',
    title: translate(res)('people:search.title'),
    ...{ q, found, done },
    mayExport: holdsOneOf(room.accounts.current(req), rolesThatExport),
    nobodyYet: (await room.subscribers.count()) === 0,
    page,
    before: found && page > 1 ? pageAddress(q, page - 1) : null,
    after: found && page < found.pages ? pageAddress(q, page + 1) : null,
    people: found?.people.map((person) => ({ ...person, name: nameOf(person) })),
  });
}

function pageAddress(q: string, page: number): string {
  return `/staff/people?${new URLSearchParams({ q, page: String(page) }).toString()}`;
}
