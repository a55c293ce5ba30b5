/** Stopping the newsletters by the link that the contact form mailed: GET shows a button, and only POST stops (LINK-1). */
import {
  behindToken,
  type Request,
  type Response,
  Router,
  sendPage,
  speak,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import type { MessageId } from '../../platform/ids/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { sendDeadLink, sendGone, tokenOf } from '../open-link.ts';
import type { Room } from '../room.ts';
import type { Message } from './messages-store.ts';
import { stopByMessage } from './write-message.ts';

/** The routes. */
export function stopRoutes(room: Room): Router {
  const routes = Router();
  routes.use('/contact/stop/:token', behindToken);

  routes.get('/contact/stop/:token', async (req, res) => {
    const asked = await whatAbout(room, req, res);
    if (!asked) return;
    const title = translate(res)('contact:stop.title');
    sendPage(req, res, { view: 'preferences/contact/stop', title, noindex: true });
  });

  routes.post('/contact/stop/:token', async (req, res) => {
    const asked = await whatAbout(room, req, res);
    if (!asked) return;
    const stopped = await stopByMessage(room, asked.person, asked.message, {
      ...{ channel: 'contact-form', form: 'contact', page: '/contact', language: viewerLanguage(res) },
      statementVersion: await room.consent.statementVersion(),
      at: room.clock(),
    });
    const title = translate(res)('contact:stopped.title');
    sendPage(req, res, { view: 'preferences/contact/stopped', title, noindex: true, already: !stopped });
  });

  return routes;
}

/** Null when the link is not usable, or the message or the person is gone: then the page for that was sent. */
async function whatAbout(
  room: Room,
  req: Request,
  res: Response,
): Promise<{ readonly message: Message; readonly person: Subscriber } | null> {
  const link = room.links.read('stop', tokenOf(req));
  if (!link) {
    sendDeadLink(req, res);
    return null;
  }
  const message = await room.messages.find(link.subscriber as string as MessageId);
  const person = message && (await room.subscribers.findByEmail(message.email));
  if (!person) {
    sendGone(req, res);
    return null;
  }
  speak(res, person.language);
  return { message, person };
}
