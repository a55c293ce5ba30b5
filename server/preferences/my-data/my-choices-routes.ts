/** What whoever is logged in may stop, pause, limit or remove, each by one press (CON-6). */
import { z } from 'zod';
import { frequencies } from '../../consent/index.ts';
import {
  optionalText,
  readForm,
  redirect,
  type Request,
  type RequestHandler,
  type Response,
  Router,
  viewerLanguage,
} from '../../platform/http/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { byThemselves, type How, withdrawn } from '../decisions.ts';
import type { Room } from '../room.ts';
import { breakForm, pause, resume } from '../take-a-break.ts';
import { forMe } from './for-me.ts';
import type { Notice } from './send-my-data.ts';

const withdrawForm = z.object({ purpose: optionalText(100) });
const frequencyForm = z.object({ frequency: z.enum(frequencies) });
const removeForm = z.object({ remove: optionalText(100) });

/** The routes; the session is read before. */
export function myChoicesRoutes(room: Room): Router {
  const routes = Router();
  const { consent } = room;

  routes.post(
    '/my-data/withdraw',
    press(room, async (me, how, req) => {
      const { purpose } = readForm(req, withdrawForm);
      if (await consent.agreedTo(me.id, purpose)) await consent.record(me.id, [withdrawn(purpose, how)]);
      return 'withdrawn';
    }),
  );

  routes.post(
    '/my-data/stop',
    press(room, async (me, how) => {
      await consent.stopEverything(me.id, byThemselves(how));
      return 'stopped';
    }),
  );

  routes.post(
    '/my-data/pause',
    press(room, (me, how, req) => pause(room, me.id, readForm(req, breakForm), how)),
  );

  routes.post(
    '/my-data/resume',
    press(room, (me, how) => resume(room, me.id, how)),
  );

  routes.post(
    '/my-data/object',
    press(room, async (me, how) => {
      await consent.objectToProfiling(me.id, byThemselves(how));
      return 'objected';
    }),
  );

  routes.post(
    '/my-data/frequency',
    press(room, async (me, how, req) => {
      await consent.setFrequency(me.id, readForm(req, frequencyForm).frequency);
      await room.subscribers.markActive(me.id, 'preferences', how.at);
      return 'saved';
    }),
  );

  routes.post(
    '/my-data/interests',
    press(room, async (me, how, req) => {
      await room.interests.remove(me.id, readForm(req, removeForm).remove);
      await room.subscribers.markActive(me.id, 'preferences', how.at);
      return 'removed';
    }),
  );

  return routes;
}

function press(
  room: Room,
  what: (me: Subscriber, how: How, req: Request) => Promise<Notice>,
): RequestHandler {
  return forMe(room, async (req, res, me) => {
    const notice = await what(me, await howLoggedIn(room, res), req);
    redirect(res, `/my-data?notice=${notice}`);
  });
}

/** How somebody who is logged in decides. */
export async function howLoggedIn({ clock, consent }: Room, res: Response): Promise<How> {
  return {
    ...{ channel: 'page', form: 'my-data', page: '/my-data', language: viewerLanguage(res) },
    statementVersion: await consent.statementVersion(),
    at: clock(),
  };
}
