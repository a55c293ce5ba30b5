/** The list: what counts now, what is being written, and every version. */
import { z } from 'zod';
import { oneOf, readQuery, Router, sendPage, translate, viewerLanguage } from '../../platform/http/index.ts';
import { page, staffOnly, type StatementsRoom } from './room.ts';

const done = z.object({ done: oneOf(['removed']) });

/** The routes. */
export function listRoutes(room: StatementsRoom): Router {
  const { statements, announcements, accounts } = room;
  const routes = Router();
  routes.get(page, staffOnly(room), async (req, res) => {
    const [list, draft, oldDetails] = await Promise.all([
      statements.list(),
      statements.draft(),
      statements.hasOldDetails(),
    ]);
    const versions = await Promise.all(
      list.map(async (version) => ({
        ...version,
        summary: version.summary?.[viewerLanguage(res)],
        announcement: await announcements.of(version.number),
      })),
    );
    const names = await accounts.namesOf(draft ? [draft.editedBy] : []);
    sendPage(req, res, {
      view: 'privacy/statements/list',
      title: translate(res)('statements:list.title'),
      ...{ versions, draft, oldDetails, ...readQuery(req, done) },
      current: list.find(({ state }) => state === 'in-force'),
      editor: draft && names.get(draft.editedBy),
    });
  });
  return routes;
}
