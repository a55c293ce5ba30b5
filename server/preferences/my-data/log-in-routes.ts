/** Logging in by mail: ask for a link, press its button, and log out (LINK-9, LINK-10). */
import { z } from 'zod';
import {
  behindToken,
  oneOf,
  problemsFor,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sameOriginOnly,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import { readEmail } from '../my-link-routes.ts';
import { openLink, sendDeadLink, sendGone, tokenOf } from '../open-link.ts';
import { typedAgain } from '../read-sign-up.ts';
import type { Room } from '../room.ts';
import { inTheSameTime } from '../same-time.ts';
import { sendLogin } from './send-login.ts';

/** What the form for a login link says has just happened. */
const notices = ['ended', 'out'] as const;

/** The routes; those below /my-data come after the session is read. */
export function logInRoutes(room: Room): Router {
  const routes = Router();
  routes.use(['/log-in/:token', '/preferences/:token/log-in'], behindToken);

  routes.post('/my-data', async (req, res) => {
    try {
      const email = readEmail(req);
      await room.limits.countRequest(req.ip ?? '');
      await inTheSameTime(room.limits.answerAfterMs, () => sendLogin(room, email));
    } catch (error) {
      return sendAskLogin(req, res, problemsFor(error, translate(res)));
    }
    redirect(res, '/my-data/sent');
  });

  routes.get('/my-data/sent', (req, res) => {
    sendPage(req, res, { view: 'preferences/my-data/sent', title: translate(res)('mine:sent.title') });
  });

  // From the preference page: to the address that we know, whoever holds the link (LINK-11).
  routes.post('/preferences/:token/log-in', async (req, res) => {
    const link = openLink(room, 'preferences', req);
    if (!link) return sendDeadLink(req, res);
    if (link.isSample) return redirect(res, `/preferences/${tokenOf(req)}?notice=sample`);
    const subscriber = await room.subscribers.find(link.payload.subscriber);
    if (!subscriber) return sendGone(req, res);
    await room.limits.countRequest(req.ip ?? '');
    await sendLogin(room, subscriber.email);
    redirect(res, '/my-data/sent');
  });

  // A mail scanner that opens the link changes nothing (LINK-1).
  routes.get('/log-in/:token', async (req, res) => {
    const link = room.links.read('login', tokenOf(req));
    if (!link || !(await room.logins.isUsable(link.subscriber, room.clock()))) return sendDeadLogin(req, res);
    const title = translate(res)('mine:logIn.title');
    sendPage(req, res, { view: 'preferences/my-data/log-in', title, noindex: true });
  });

  routes.post(
    '/log-in/:token',
    sameOriginOnly(room.publicUrl),
    room.sessions.middleware,
    async (req, res) => {
      const link = room.links.read('login', tokenOf(req));
      room.sessions.check(req);
      const subscriber = link && (await room.logins.take(link.subscriber, room.clock()));
      if (!subscriber) return sendDeadLogin(req, res);
      await room.sessions.begin(req, subscriber);
      await room.subscribers.markActive(subscriber, 'login', room.clock());
      redirect(res, '/my-data');
    },
  );

  routes.post('/my-data/log-out', async (req, res) => {
    await room.sessions.end(req, res);
    redirect(res, '/my-data?notice=out');
  });

  return routes;
}

/** The form for a login link: what /my-data is for whoever is not logged in. */
export function sendAskLogin(req: Request, res: Response, problems?: ReturnType<typeof problemsFor>): void {
  const t = translate(res);
  const title = t('mine:ask.title');
  sendPage(req, res, {
    view: 'preferences/my-data/ask',
    title: problems ? t('preferences:errorTitle', { title }) : title,
    status: problems ? 400 : 200,
    notice: readQuery(req, z.object({ notice: oneOf(notices) })).notice,
    problems,
    values: problems && typedAgain(req.body),
  });
}

/** The one page for every link of this kind that does not work, or not any more (LINK-3). */
export function sendDeadLogin(req: Request, res: Response): void {
  const title = translate(res)('mine:dead.title');
  sendPage(req, res, { view: 'preferences/my-data/dead', title, status: 404, noindex: true });
}
