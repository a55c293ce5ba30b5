/** Everybody as a file, for who may see people and answers for them: the privacy officer and the administrator (PRIV-10). */
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Role } from '../../accounts/index.ts';
import type { PurposeKey } from '../../consent/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import {
  readQuery,
  type Response,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { csvOf } from '../../platform/text/index.ts';
import { purposeLabels } from '../purpose-labels.ts';
import type { Room } from '../room.ts';
import { exportPeople } from './export-people.ts';

export const rolesThatExport: readonly Role[] = ['privacy-officer', 'administrator'];

/** GET the page with the choice of a newsletter, and the file. */
export function exportRoutes(room: Room): Router {
  const routes = Router();
  const mayExport = room.accounts.requireRole(...rolesThatExport);
  routes.get('/staff/people/export', mayExport, async (req, res) => {
    const title = translate(res)('people:export.title');
    const newsletters = await newslettersByMail(room, res);
    sendPage(req, res, { view: 'people/export', title, newsletters, count: await room.subscribers.count() });
  });
  routes.get('/staff/people/export.csv', mayExport, async (req, res) => {
    const { newsletter } = readQuery(req, z.object({ newsletter: z.string().catch('') }));
    const known = await newslettersByMail(room, res);
    if (!known.some(({ value }) => value === newsletter)) throw new NotFound();
    const rows = exportPeople(room, newsletter, room.accounts.current(req).id, translate(res));
    res.set('Content-Disposition', 'attachment; filename="subscribers.csv"').type('text/csv; charset=utf-8');
    await pipeline(csvOf(rows), res);
  });
  return routes;
}

async function newslettersByMail(
  { consent }: Room,
  res: Response,
): Promise<readonly { readonly value: PurposeKey; readonly label: string }[]> {
  const labels = await purposeLabels({ consent }, viewerLanguage(res));
  return (await consent.purposes())
    .filter(({ newsletter, channel }) => newsletter !== null && channel === 'email')
    .map(({ key }) => ({ value: key, label: labels.get(key) ?? key }));
}
