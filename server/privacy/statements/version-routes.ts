/** One published version: what it says, taking it back before its day, and telling all subscribers of it (UX-1). */
import { z } from 'zod';
import { type PublishedStatement, statementHtml, statementNumberIn } from '../../consent/index.ts';
import { SECOND_MS } from '../../platform/clock/index.ts';
import { Conflict } from '../../platform/errors/index.ts';
import {
  oneOf,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import { canBeAnnounced } from '../announcements/announce.ts';
import type { Announced } from '../announcements/open-announcements.ts';
import { page, staffOnly, type StatementsRoom } from './room.ts';

const done = z.object({ done: oneOf(['published', 'withdrawn', 'taken-back', 'stopped']) });

/** The routes. */
export function versionRoutes(room: StatementsRoom): Router {
  const { statements, announcements, accounts } = room;
  const routes = Router();
  const staff = staffOnly(room);
  const act = (name: string, what: (number: number, req: Request) => Promise<string>) =>
    routes.post(`${page}/:number/${name}`, staff, async (req, res) => {
      const { number } = await statements.get(statementNumberIn(req));
      redirect(res, `${page}/${number}${await what(number, req)}`);
    });

  routes.get(`${page}/:number`, staff, async (req, res) => {
    await sendVersion(room, req, res, await statements.get(statementNumberIn(req)));
  });
  act('withdraw', async (number) => {
    const announcement = await announcements.of(number);
    if (announcement && !announcement.endedAt) throw new Conflict({ key: 'statements:error.beingAnnounced' });
    await statements.withdraw(number);
    return '?done=withdrawn';
  });
  act('announce', async (number, req) => {
    await announcements.announce(number, accounts.current(req).id);
    return '';
  });
  act('stop', async (number, req) => {
    const nobody = await announcements.stop(number, accounts.current(req).id);
    return `?done=${nobody ? 'taken-back' : 'stopped'}`;
  });
  act('pause', async (number, req) => {
    await announcements.pause(number, accounts.current(req).id);
    return '';
  });
  act('resume', async (number, req) => {
    await announcements.resume(number, accounts.current(req).id);
    return '';
  });
  return routes;
}

async function sendVersion(
  { announcements, accounts, settings, clock }: StatementsRoom,
  req: Request,
  res: Response,
  statement: PublishedStatement,
): Promise<void> {
  const announcement = await announcements.of(statement.number);
  const people = [statement.publishedBy, announcement?.by].filter((id) => id != null);
  const names = await accounts.namesOf(people);
  const underway = announcement && announcement.endedAt === null ? sendingOf(announcement, clock()) : null;
  sendPage(req, res, {
    view: 'privacy/statements/version',
    title: translate(res)('statements:public.numbered', { version: statement.number }),
    ...{ statement, announcement, underway, ...readQuery(req, done) },
    publisher: statement.publishedBy && names.get(statement.publishedBy),
    announcer: announcement && names.get(announcement.by),
    texts: languages.map((language) => ({
      language,
      summary: statement.summary?.[language],
      html: statementHtml(statement.text[language]),
    })),
    mayAnnounce: canBeAnnounced(statement) && !announcement,
    people: await announcements.countAudience(),
    seconds: (await settings.current()).sendDelaySeconds,
    ...(underway ? { refreshSeconds: 5 } : {}),
  });
}

/** How far it is; delivery may not know it yet, or not have looked since its minute is over. */
function sendingOf({ progress, startsAt }: Announced, now: Date) {
  const left = Math.ceil(((progress?.startsAt ?? startsAt).getTime() - now.getTime()) / SECOND_MS);
  const waiting = (!progress || progress.state === 'waiting') && left > 0;
  const preparing = !waiting && (!progress || progress.state === 'waiting' || progress.state === 'freezing');
  return {
    ...{ waiting, preparing, seconds: Math.max(left, 0), poll: waiting ? 1 : 2 },
    paused: progress?.state === 'paused',
    sending: progress?.state === 'sending',
    done: progress ? progress.total - progress.pending : 0,
  };
}
