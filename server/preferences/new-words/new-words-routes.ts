/** Saying yes again: the old and the new words side by side, with a yes and a no for each purpose (CON-11). */
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
import { answerAgain } from './answer-again.ts';

const address = '/preferences/:token/new-words';
const answerForm = z.object({
  purpose: z.string().max(100),
  wording: z.string().max(64),
  answer: z.enum(['yes', 'no']).default('yes'),
});

export function newWordsRoutes(room: Room): Router {
  const routes = Router();

  routes.get(
    address,
    forOwner(room, async (req, res, _link, subscriber) => {
      const { done } = readQuery(req, z.object({ done: oneOf(['yes', 'no']) }));
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
      const { purpose, wording, answer } = readForm(req, answerForm);
      const isDone = await answerAgain(room, subscriber.id, { purpose, hash: wording, answer });
      redirect(res, isDone ? `${req.path}?done=${answer}` : req.path);
    }),
  );
  return routes;
}
