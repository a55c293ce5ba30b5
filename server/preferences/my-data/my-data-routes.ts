/** The page of whoever is logged in, its ways out, and correcting name, language and postal address (PRIV-2). */
import { z } from 'zod';
import {
  optionalText,
  readForm,
  redirect,
  type Response,
  Router,
  speak,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { withdrawn, type How } from '../decisions.ts';
import type { Room } from '../room.ts';
import { correctMyself, profileForm } from './correct-myself.ts';
import { forMe, whoIsIn } from './for-me.ts';
import { sendAskLogin } from './log-in-routes.ts';
import { sendMyData } from './send-my-data.ts';

const withdrawForm = z.object({ purpose: optionalText(100) });

/** The routes; the session is read before. */
export function myDataRoutes(room: Room): Router {
  const routes = Router();

  routes.get('/my-data', async (req, res) => {
    const me = await whoIsIn(room, req);
    if (!me) return sendAskLogin(req, res);
    speak(res, me.language);
    await sendMyData(room, req, res, me);
  });

  // One press, as it was one to say yes (CON-6).
  routes.post(
    '/my-data/withdraw',
    forMe(room, async (req, res, me) => {
      const { purpose } = readForm(req, withdrawForm);
      if (await room.consent.agreedTo(me.id, purpose)) {
        await room.consent.record(me.id, [withdrawn(purpose, howOf(room, res))]);
      }
      redirect(res, '/my-data?notice=withdrawn');
    }),
  );

  routes.post(
    '/my-data/stop',
    forMe(room, async (_req, res, me) => {
      await room.consent.stopEverything(me.id, { ...howOf(room, res), actor: { kind: 'subscriber' } });
      redirect(res, '/my-data?notice=stopped');
    }),
  );

  routes.post(
    '/my-data/profile',
    forMe(room, async (req, res, me) => {
      try {
        await correctMyself(room, me, readForm(req, profileForm));
      } catch (error) {
        return sendMyData(room, req, res, me, error);
      }
      redirect(res, '/my-data?notice=saved');
    }),
  );

  return routes;
}

function howOf({ clock, consent }: Room, res: Response): How {
  return {
    ...{ channel: 'page', form: 'my-data', page: '/my-data', language: viewerLanguage(res) },
    statementVersion: consent.statementVersion,
    at: clock(),
  };
}
