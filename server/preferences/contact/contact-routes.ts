/** The contact form, for anybody and for whoever is logged in. */
import {
  problemsFor,
  readForm,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { forMe } from '../my-data/for-me.ts';
import { howLoggedIn } from '../my-data/my-choices-routes.ts';
import { readEmail } from '../my-link-routes.ts';
import { typedAgain } from '../read-sign-up.ts';
import type { Room } from '../room.ts';
import { inTheSameTime } from '../same-time.ts';
import { messageForm, writeMessage, writeMessageLoggedIn } from './write-message.ts';

/** The public routes. */
export function contactRoutes(room: Room): Router {
  const routes = Router();

  routes.get('/contact', (req, res) => sendContact(req, res, {}));

  routes.post('/contact', async (req, res) => {
    try {
      const form = readForm(req, messageForm);
      const email = readEmail(req);
      await room.limits.countRequest(req.ip ?? '');
      await inTheSameTime(room.limits.answerAfterMs, async () => {
        // Whoever filled in what people do not see gets the same answer, and nothing happens.
        if (form.website === '') await writeMessage(room, email, form, viewerLanguage(res));
      });
    } catch (error) {
      return sendContact(req, res, { error });
    }
    redirect(res, '/contact/sent');
  });

  routes.get('/contact/sent', (req, res) => {
    sendPage(req, res, { view: 'preferences/contact/sent', title: translate(res)('contact:sent.title') });
  });

  return routes;
}

/** The routes below /my-data; the session is read before. */
export function myContactRoutes(room: Room): Router {
  const routes = Router();

  routes.get(
    '/my-data/contact',
    forMe(room, async (req, res, { email }) => sendContact(req, res, { email })),
  );

  routes.post(
    '/my-data/contact',
    forMe(room, async (req, res, me) => {
      try {
        const form = readForm(req, messageForm);
        await room.limits.countRequest(req.ip ?? '');
        const stopped = await writeMessageLoggedIn(room, me, form, await howLoggedIn(room, res));
        redirect(res, `/my-data?notice=${stopped ? 'written-stopped' : 'written'}`);
      } catch (error) {
        sendContact(req, res, { email: me.email, error });
      }
    }),
  );

  return routes;
}

/** The form; with an error it is a 400 that keeps what was typed (A11Y-3). `email` is theirs who is logged in. */
function sendContact(
  req: Request,
  res: Response,
  { email, error }: { readonly email?: string; readonly error?: unknown },
): void {
  const t = translate(res);
  const problems = error === undefined ? undefined : problemsFor(error, t);
  const title = t('contact:form.title');
  sendPage(req, res, {
    view: 'preferences/contact/form',
    title: problems ? t('preferences:errorTitle', { title }) : title,
    status: problems ? 400 : 200,
    me: email,
    noindex: email !== undefined,
    problems,
    values: problems ? typedAgain(req.body) : {},
  });
}
