/** The staff's pages of the privacy statement, below /staff/statements. */
import { Router } from '../../platform/http/index.ts';
import { draftRoutes } from './draft-routes.ts';
import { listRoutes } from './list-routes.ts';
import { publishRoutes } from './publish-routes.ts';
import type { StatementsRoom } from './room.ts';
import { versionRoutes } from './version-routes.ts';

/** All of them; the draft before the versions, whose number stands in the same place. */
export function statementPages(room: StatementsRoom): Router {
  return Router().use(listRoutes(room), draftRoutes(room), publishRoutes(room), versionRoutes(room));
}
