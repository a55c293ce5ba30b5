/** Recording a yes: of a person whom we know, and of somebody new. */
import { z } from 'zod';
import { saidYes } from '../../consent/index.ts';
import {
  problemsFor,
  readForm,
  readQuery,
  redirect,
  Router,
  sendPage,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../../platform/http/index.ts';
import { type Language, languages } from '../../platform/i18n/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import { lookAtPerson } from '../look-at-person.ts';
import { nameOf } from '../read-card.ts';
import type { Room } from '../room.ts';
import { today, ways } from './how-it-came.ts';
import { choicesToRead, countsAtOnce, optInForm, recordOptIn } from './record-opt-in.ts';

/** The routes; who may come here was asked before. */
export function optInRoutes(room: Room): Router {
  const routes = Router();

  routes.get('/staff/people/opt-in', (req, res) => sendOptIn(room, req, res, null));
  routes.post('/staff/people/opt-in', (req, res) => saveOptIn(room, req, res, null));

  routes.get('/staff/people/:id/opt-in', async (req, res) =>
    sendOptIn(room, req, res, await lookAtPerson(room, req)),
  );
  routes.post('/staff/people/:id/opt-in', async (req, res) =>
    saveOptIn(room, req, res, await lookAtPerson(room, req)),
  );
  return routes;
}

async function saveOptIn(room: Room, req: Request, res: Response, person: Subscriber | null): Promise<void> {
  const saying = { person, language: languageFor(req, res, person), by: room.accounts.current(req).id };
  try {
    const { id, did } = await recordOptIn(room, saying, readForm(req, optInForm));
    redirect(res, id ? `/staff/people/${id}?done=${did}` : `/staff/people?done=${did}`);
  } catch (error) {
    await sendOptIn(room, req, res, person, problemsFor(error, translate(res)));
  }
}

/** The person's own language; for somebody new the one that staff chose to read in. */
function languageFor(req: Request, res: Response, person: Subscriber | null): Language {
  const { in: chosen } = readQuery(req, z.object({ in: z.enum(languages).optional().catch(undefined) }));
  return person?.language ?? chosen ?? viewerLanguage(res);
}

async function sendOptIn(
  room: Room,
  req: Request,
  res: Response,
  person: Subscriber | null,
  problems?: unknown,
): Promise<void> {
  const language = languageFor(req, res, person);
  const choices = await room.preferences.choices(language);
  const standing = person && (await room.consent.standing(person.id));
  const typed = (req.body ?? {}) as Record<string, unknown>;
  const open = choicesToRead(choices).filter(({ purpose }) => !saidYes(standing?.get(purpose)));
  const { minimumAge } = await room.settings.current();
  sendPage(req, res, {
    view: 'people/opt-in',
    title: translate(res)(person ? 'people:optIn.title' : 'people:optIn.titleNew'),
    status: problems ? 400 : 200,
    ...{ problems, person, languages, language, minimumAge },
    name: person && nameOf(person),
    action: person ? `/staff/people/${person.id}/opt-in` : `/staff/people/opt-in?in=${language}`,
    choices: open.map((choice) => ({ ...choice, atOnce: countsAtOnce(choice) })),
    asksAddress: !person?.post && open.some(({ channel }) => channel === 'post'),
    words: choices.words,
    channels: ways,
    values: {
      on: today(room.clock),
      channel: 'telephone',
      ...typed,
      purpose: [typed['purpose'] ?? []].flat(),
    },
  });
}
