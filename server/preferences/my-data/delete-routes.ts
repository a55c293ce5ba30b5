/** Deleting everything: a page that says what it does, the button, and a last page (PRIV-3). */
import { redirect, Router, sendPage, translate } from '../../platform/http/index.ts';
import type { Room } from '../room.ts';
import { forMe } from './for-me.ts';

/** The routes; the session is read before. */
export function deleteRoutes(room: Room): Router {
  const routes = Router();

  routes.get(
    '/my-data/delete',
    forMe(room, async (req, res, { email }) => {
      const title = translate(res)('mine:delete.title');
      sendPage(req, res, { view: 'preferences/my-data/delete', title, noindex: true, email });
    }),
  );

  routes.post(
    '/my-data/delete',
    forMe(room, async (req, res, me) => {
      await room.privacy().erase(me.id);
      await room.sessions.end(req, res);
      redirect(res, '/my-data/deleted');
    }),
  );

  routes.get('/my-data/deleted', (req, res) => {
    const title = translate(res)('mine:deleted.title');
    sendPage(req, res, { view: 'preferences/my-data/deleted', title, noindex: true });
  });

  return routes;
}
