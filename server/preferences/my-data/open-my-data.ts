/** Puts the logged-in half of the room together. */
import { behindToken, Router, sameOriginOnly } from '../../platform/http/index.ts';
import type { Room } from '../room.ts';
import { myContactRoutes } from '../contact/contact-routes.ts';
import { addressRoutes } from './address-routes.ts';
import { deleteRoutes } from './delete-routes.ts';
import { logInRoutes } from './log-in-routes.ts';
import { myChoicesRoutes } from './my-choices-routes.ts';
import { myDataRoutes } from './my-data-routes.ts';
import { myFilesRoutes } from './my-files-routes.ts';

/** /my-data and what leads there; only below it a session is read, and a form of another site refused (SEC-7). */
export function myDataPages(room: Room): Router {
  const routes = Router();
  routes.use('/my-data', behindToken, sameOriginOnly(room.publicUrl), room.sessions.middleware);
  for (const pages of [
    logInRoutes,
    myDataRoutes,
    myChoicesRoutes,
    myFilesRoutes,
    addressRoutes,
    myContactRoutes,
    deleteRoutes,
  ]) {
    routes.use(pages(room));
  }
  return routes;
}
