/** The preference page: choices only, for whoever holds the link. */
import { z } from 'zod';
import {
  behindToken,
  oneOf,
  problemsFor,
  readForm,
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
import { type Choices, readChoices } from './choices.ts';
import type { How } from './decisions.ts';
import { openLink, type OpenedLink, sendDeadLink, sendGone } from './open-link.ts';
import { typedAgain } from './read-sign-up.ts';
import type { Room } from './room.ts';
import { samplePerson } from './sample.ts';
import { choicesForm, saveChoices } from './save-choices.ts';
import { saveTopics, topicsForm } from './save-topics.ts';
import { type Notice, notices, sendPreferences } from './send-preferences.ts';
import type { Shown } from './show-preferences.ts';

const whatToDo = z.object({ do: z.enum(['save', 'topics', 'stop']) });

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
        const notice = await save(room, req, res, subscriber, choices);
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
function forOwner(room: Room, page: OwnerPage): RequestHandler {
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

async function save(
  room: Room,
  req: Request,
  res: Response,
  subscriber: Subscriber,
  choices: Choices,
): Promise<Notice> {
  const how: How = {
    channel: 'preferences',
    form: 'preferences',
    page: '/preferences',
    language: viewerLanguage(res),
    statementVersion: choices.statement.version,
    at: room.clock(),
  };
  const { do: what } = readForm(req, whatToDo);
  if (what === 'topics') return saveTopics(room, subscriber, choices, readForm(req, topicsForm), how);
  if (what === 'stop') {
    await room.consent.stopEverything(subscriber.id, { ...how, actor: { kind: 'subscriber' } });
    return 'stopped';
  }
  await saveChoices(room, subscriber, choices, readForm(req, choicesForm), how);
  return 'saved';
}

async function shownOf({ consent, interests }: Room, subscriber: Subscriber): Promise<Shown> {
  const [standing, profile] = await Promise.all([
    consent.standing(subscriber.id),
    interests.profile(subscriber.id),
  ]);
  return { subscriber, standing, profile };
}
