/** Leaving: a page with one button, the one-click POST of mail programs (RFC 8058), and the undo. */
import { Invalid } from '../platform/errors/index.ts';
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
import type { Newsletter } from '../campaigns/index.ts';
import type { How } from './decisions.ts';
import { openLink, type OpenedLink, sendDeadLink, sendGone } from './open-link.ts';
import { readWayOut, takeWayOut } from './read-way-out.ts';
import type { Room } from './room.ts';
import { sampleNewsletter } from './sample.ts';
import { findSubscription, type Left, type Subscription, unsubscribe } from './unsubscribe.ts';

export function unsubscribeRoutes(room: Room): Router {
  const routes = Router();
  routes.use('/unsubscribe/:token', behindToken);

  routes.get('/unsubscribe/:token', async (req, res) => {
    const link = openLink(room, 'unsubscribe', req);
    if (!link) return sendDeadLink(req, res);
    const about = await whatAbout(room, res, link);
    if (!about) return sendGone(req, res);
    const newsletter = about.newsletter.title[viewerLanguage(res)];
    const title = translate(res)('preferences:unsubscribe.title', { newsletter });
    sendPage(req, res, {
      ...{ view: 'preferences/unsubscribe', title, noindex: true },
      ...{ newsletter, sample: link.isSample },
    });
  });

  routes.post('/unsubscribe/:token', takeWayOut, async (req, res) => {
    const link = openLink(room, 'unsubscribe', req);
    if (!link) return sendDeadLink(req, res);
    const way = readWayOut(req.body);
    if (!way) throw new Invalid({ confirm: { key: 'preferences:unsubscribe.noWay' } });
    const about = await whatAbout(room, res, link);
    const how = await wayOf(room, res, way);
    const left = about?.subscription ? await unsubscribe(room, about.subscription, how) : null;
    if (way === 'one-click') return sendPlain(res, about !== null);
    if (!about) return sendGone(req, res);
    sendLeft(room, req, res, about, left);
  });

  return routes;
}

/** What the link is about; without subscription it is a sample. */
interface About {
  readonly newsletter: Newsletter;
  readonly subscription: Subscription | null;
}

async function whatAbout(
  room: Room,
  res: Response,
  { payload, isSample }: OpenedLink,
): Promise<About | null> {
  if (isSample) {
    const newsletter = await sampleNewsletter(room, payload);
    return newsletter && { newsletter, subscription: null };
  }
  const subscription = await findSubscription(room, payload);
  if (!subscription) return null;
  speak(res, subscription.subscriber.language);
  return { newsletter: subscription.newsletter, subscription };
}

async function wayOf({ consent, clock }: Room, res: Response, way: 'one-click' | 'page'): Promise<How> {
  const isPage = way === 'page';
  return {
    channel: way,
    form: isPage ? 'unsubscribe' : null,
    page: isPage ? '/unsubscribe' : null,
    language: viewerLanguage(res),
    statementVersion: await consent.statementVersion(),
    at: clock(),
  };
}

// A mail program reads nothing but the status (RFC 8058 §3.2).
function sendPlain(res: Response, isKnown: boolean): void {
  const t = translate(res);
  res
    .type('text')
    .send(`${t(isKnown ? 'preferences:unsubscribe.oneClickDone' : 'preferences:gone.title')}\n`);
}

/** Whoever got it as a customer never said yes, so there is none to take up again (CON-8). */
function sendLeft(room: Room, req: Request, res: Response, about: About, left: Left | null): void {
  const { subscription, newsletter } = about;
  const undo = subscription &&
    left === 'with a yes' && { subscriber: subscription.subscriber.id, newsletter: newsletter.id };
  sendPage(req, res, {
    view: 'preferences/unsubscribed',
    title: translate(res)('preferences:unsubscribed.title'),
    noindex: true,
    newsletter: newsletter.title[viewerLanguage(res)],
    already: left === 'before',
    sample: subscription === null,
    undo: undo && `/unsubscribe/undo/${room.links.sign('undo', undo)}`,
  });
}
