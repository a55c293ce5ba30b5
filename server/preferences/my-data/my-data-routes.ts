/** The page of whoever is logged in, and correcting name, language and postal address (PRIV-2). */
import { readForm, redirect, Router, speak } from '../../platform/http/index.ts';
import type { Room } from '../room.ts';
import { correctMyself, profileForm } from './correct-myself.ts';
import { forMe, whoIsIn } from './for-me.ts';
import { sendAskLogin } from './log-in-routes.ts';
import { sendMyData } from './send-my-data.ts';

/** The routes; the session is read before. */
export function myDataRoutes(room: Room): Router {
  const routes = Router();

  routes.get('/my-data', async (req, res) => {
    const me = await whoIsIn(room, req);
    if (!me) return sendAskLogin(req, res);
    speak(res, me.language);
    await sendMyData(room, req, res, me);
  });

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
