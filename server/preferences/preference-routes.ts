/** The preference page: choices only, for whoever holds the link. */
import { z } from 'zod';
import {
  behindToken,
  oneOf,
  problemsFor,
  readQuery,
  redirect,
  type Request,
  type RequestHandler,
  type Response,
  Router,
  speak,
  translate,
  viewerLanguage,
} from '../platform/http/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import { readChoices } from './choices.ts';
import { openLink, type OpenedLink, sendDeadLink, sendGone } from './open-link.ts';
import { typedAgain } from './read-sign-up.ts';
import type { Room } from './room.ts';
import { samplePerson } from './sample.ts';
import { savePreferences } from './save-preferences.ts';
import { notices, sendPreferences } from './send-preferences.ts';
import type { Shown } from './show-preferences.ts';

export function preferenceRoutes(room: Room): Router {
  const routes = Router();
  routes.use('/preferences/:token', behindToken);

  routes.get(
    '/preferences/:token',
    forOwner(room, async (req, res, link, subscriber) => {
      const choices = await readChoices(room, viewerLanguage(res));
      const shown = subscriber
        ? await shownOf(room, subscriber)
        : samplePerson(choices, viewerLanguage(res), room.clock());
      const asked = readQuery(req, z.object({ notice: oneOf(notices) }));
      const notice = link.isSample ? 'sample' : asked.notice;
      await sendPreferences(room, req, res, shown, choices, { notice });
    }),
  );

  routes.post(
    '/preferences/:token',
    forOwner(room, async (req, res, _link, subscriber) => {
      if (!subscriber) return redirect(res, `${req.path}?notice=sample`);
      const choices = await readChoices(room, viewerLanguage(res));
      try {
        const notice = await savePreferences(room, req, res, subscriber, choices);
        redirect(res, `${req.path}?notice=${notice}`);
      } catch (error) {
        const problems = problemsFor(error, translate(res));
        const values = typedAgain(req.body);
        await sendPreferences(room, req, res, await shownOf(room, subscriber), choices, { problems, values });
      }
    }),
  );

  return routes;
}

type OwnerPage = (
  req: Request,
  res: Response,
  link: OpenedLink,
  subscriber: Subscriber | null,
) => Promise<void>;

/** Finds whose page it is and speaks their language; nobody behind a sample link. */
export function forOwner(room: Room, page: OwnerPage): RequestHandler {
  return async (req, res) => {
    const link = openLink(room, 'preferences', req);
    if (!link) return sendDeadLink(req, res);
    if (link.isSample) return page(req, res, link, null);
    const subscriber = await room.subscribers.find(link.payload.subscriber);
    if (!subscriber) return sendGone(req, res);
    speak(res, subscriber.language);
    await page(req, res, link, subscriber);
  };
}

async function shownOf({ consent, interests }: Room, subscriber: Subscriber): Promise<Shown> {
  const [standing, profile, frequency, asked] = await Promise.all([
    consent.standing(subscriber.id),
    interests.profile(subscriber.id),
    consent.frequency(subscriber.id),
    consent.wordings.askedOf(subscriber.id, subscriber.language),
  ]);
  return { subscriber, standing, profile, frequency, isAskedAgain: asked.length > 0 };
}
