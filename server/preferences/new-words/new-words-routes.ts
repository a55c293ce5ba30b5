/** Saying yes again: the old and the new words side by side, with one button for each purpose (CON-11). */
import { z } from 'zod';
import {
  oneOf,
  readForm,
  readQuery,
  redirect,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { tokenOf } from '../open-link.ts';
import { forOwner } from '../preference-routes.ts';
import type { Room } from '../room.ts';
import { sayYesAgain } from './say-yes-again.ts';

const address = '/preferences/:token/new-words';
const yesForm = z.object({ purpose: z.string().max(100), wording: z.string().max(64) });

export function newWordsRoutes(room: Room): Router {
  const routes = Router();

  routes.get(
    address,
    forOwner(room, async (req, res, _link, subscriber) => {
      const { done } = readQuery(req, z.object({ done: oneOf(['yes']) }));
      const language = viewerLanguage(res);
      sendPage(req, res, {
        view: 'preferences/new-words',
        title: translate(res)('preferences:newWords.title'),
        noindex: true,
        done,
        asked: subscriber ? await room.consent.wordings.askedOf(subscriber.id, language) : [],
        preferences: `/preferences/${tokenOf(req)}`,
      });
    }),
  );

  routes.post(
    address,
    forOwner(room, async (req, res, _link, subscriber) => {
      if (!subscriber) return redirect(res, req.path);
      const { purpose, wording } = readForm(req, yesForm);
      const isYes = await sayYesAgain(room, subscriber.id, purpose, wording);
      redirect(res, isYes ? `${req.path}?done=yes` : req.path);
    }),
  );
  return routes;
}
