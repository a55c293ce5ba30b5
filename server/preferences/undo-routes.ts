/** Taking back an unsubscribe, by the token that its answer gave (LINK-12). */
import {
  behindToken,
  type Request,
  type Response,
  Router,
  sendPage,
  speak,
  translate,
  viewerLanguage,
} from '../platform/http/index.ts';
import { sendDeadLink, sendGone, tokenOf } from './open-link.ts';
import type { Room } from './room.ts';
import { findSubscription, type Subscription, undoUnsubscribe } from './unsubscribe.ts';

export function undoRoutes(room: Room): Router {
  const routes = Router();
  routes.use('/unsubscribe/undo/:token', behindToken);

  routes.get('/unsubscribe/undo/:token', async (req, res) => {
    const payload = room.links.read('undo', tokenOf(req));
    if (!payload) return sendDeadLink(req, res);
    const subscription = await findSubscription(room, payload);
    if (!subscription) return sendGone(req, res);
    speak(res, subscription.subscriber.language);
    if (await room.consent.agreedTo(subscription.subscriber.id, subscription.purpose.key)) {
      return sendStaying(req, res, subscription);
    }
    sendPage(req, res, {
      view: 'preferences/unsubscribed',
      title: translate(res)('preferences:unsubscribed.title'),
      noindex: true,
      newsletter: subscription.newsletter.title[viewerLanguage(res)],
      undo: req.path,
    });
  });

  routes.post('/unsubscribe/undo/:token', async (req, res) => {
    const payload = room.links.read('undo', tokenOf(req));
    if (!payload) return sendDeadLink(req, res);
    const subscription = await findSubscription(room, payload);
    if (!subscription) return sendGone(req, res);
    speak(res, subscription.subscriber.language);
    const isOn = await undoUnsubscribe(room, subscription, payload.signedAt, {
      ...{ channel: 'page', form: 'undo', page: '/unsubscribe' },
      language: viewerLanguage(res),
      statementVersion: await room.consent.statementVersion(),
      at: room.clock(),
    });
    if (!isOn) return sendDeadLink(req, res);
    sendStaying(req, res, subscription);
  });

  return routes;
}

function sendStaying(req: Request, res: Response, { newsletter }: Subscription): void {
  sendPage(req, res, {
    view: 'preferences/undone',
    title: translate(res)('preferences:undone.title'),
    noindex: true,
    newsletter: newsletter.title[viewerLanguage(res)],
  });
}
