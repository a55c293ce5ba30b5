/** What the person can take along: everything as one JSON file (PRIV-1), and a receipt of each decision (CON-5). */
import { NotFound } from '../../platform/errors/index.ts';
import { readParam, type Response, Router } from '../../platform/http/index.ts';
import { type DecisionId, isId } from '../../platform/ids/index.ts';
import type { Room } from '../room.ts';
import { forMe } from './for-me.ts';

/** The routes; the session is read before. */
export function myFilesRoutes(room: Room): Router {
  const routes = Router();

  routes.get(
    '/my-data/copy.json',
    forMe(room, async (_req, res, me) => sendFile(res, 'my-data.json', await room.privacy().export(me.id))),
  );

  routes.get(
    '/my-data/receipts/:id.json',
    forMe(room, async (req, res, me) => {
      const id = readParam<DecisionId>(req, 'id', isId);
      const receipt = await room.consent.receipt(me.id, id);
      if (!receipt) throw new NotFound();
      sendFile(res, `receipt-${id}.json`, receipt);
    }),
  );

  return routes;
}

function sendFile(res: Response, name: string, content: object): void {
  res
    .attachment(name)
    .type('json')
    .send(JSON.stringify(content, null, 2));
}
