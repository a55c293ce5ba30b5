/** 'Mail me the link to my preferences': the same answer for everybody (LINK-10). */
import { z } from 'zod';
import { Invalid } from '../platform/errors/index.ts';
import {
  optionalText,
  problemsFor,
  readForm,
  redirect,
  type Request,
  Router,
  sendPage,
  translate,
} from '../platform/http/index.ts';
import { normaliseEmail } from '../subscribers/index.ts';
import { typedAgain } from './read-sign-up.ts';
import type { Room } from './room.ts';
import { inTheSameTime } from './same-time.ts';
import { sendMyLink } from './send-my-link.ts';

const form = z.object({ email: optionalText(300) });

export function myLinkRoutes(room: Room): Router {
  const routes = Router();

  routes.get('/preferences', (req, res) => {
    sendPage(req, res, { view: 'preferences/my-link', title: translate(res)('preferences:myLink.title') });
  });

  routes.post('/preferences', async (req, res) => {
    try {
      const email = readEmail(req);
      await room.limits.countRequest(req.ip ?? '');
      await inTheSameTime(room.limits.answerAfterMs, () => sendMyLink(room, email));
    } catch (error) {
      const t = translate(res);
      const problems = problemsFor(error, t);
      const title = t('preferences:errorTitle', { title: t('preferences:myLink.title') });
      return sendPage(req, res, {
        ...{ view: 'preferences/my-link', title, status: 400 },
        ...{ problems, values: typedAgain(req.body) },
      });
    }
    redirect(res, '/preferences/sent');
  });

  routes.get('/preferences/sent', (req, res) => {
    sendPage(req, res, {
      view: 'preferences/my-link-sent',
      title: translate(res)('preferences:myLinkSent.title'),
    });
  });

  return routes;
}

/** The address of the form, normalised; Invalid where it is none. */
export function readEmail(req: Request): string {
  const email = normaliseEmail(readForm(req, form).email);
  if (email === null) throw new Invalid({ email: { key: 'preferences:signUp.emailWrong' } });
  return email;
}
