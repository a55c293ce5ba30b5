/** Sends the page of whoever is logged in, with what was just done or what is wrong with a form. */
import { z } from 'zod';
import {
  oneOf,
  problemsFor,
  readQuery,
  type Request,
  type Response,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { typedAgain } from '../read-sign-up.ts';
import type { Room } from '../room.ts';
import { readMyData } from './read-my-data.ts';

/** What the page says has just happened. */
const notices = [
  ...(['saved', 'withdrawn', 'stopped', 'check-mail'] as const),
  ...(['paused', 'resumed', 'objected', 'removed', 'nothing'] as const),
  ...(['written', 'written-stopped'] as const),
] as const;
export type Notice = (typeof notices)[number];

/** The page; with an error of a form it is a 400 that keeps what was typed (A11Y-3). */
export async function sendMyData(
  room: Room,
  req: Request,
  res: Response,
  me: Subscriber,
  error?: unknown,
): Promise<void> {
  const t = translate(res);
  const problems = error === undefined ? undefined : problemsFor(error, t);
  const title = t('mine:page.title');
  const { firstName, lastName, language, post } = me;
  sendPage(req, res, {
    ...(await readMyData(room, me, viewerLanguage(res))),
    ...{ view: 'preferences/my-data/my-data', noindex: true, languages },
    title: problems ? t('preferences:errorTitle', { title }) : title,
    status: problems ? 400 : 200,
    notice: problems ? undefined : readQuery(req, z.object({ notice: oneOf(notices) })).notice,
    problems,
    values: { firstName, lastName, language, ...post, ...(problems ? typedAgain(req.body) : {}) },
  });
}
