/** Does what a form of the preference page asks. */
import { z } from 'zod';
import { readForm, type Request, type Response, viewerLanguage } from '../platform/http/index.ts';
import type { Subscriber } from '../subscribers/index.ts';
import type { Choices } from './choices.ts';
import { byThemselves, type How } from './decisions.ts';
import type { Room } from './room.ts';
import { choicesForm, saveChoices } from './save-choices.ts';
import { saveTopics, topicsForm } from './save-topics.ts';
import type { Notice } from './send-preferences.ts';
import { breakForm, pause, resume } from './take-a-break.ts';

const whatToDo = z.object({ do: z.enum(['save', 'topics', 'pause', 'resume', 'object', 'stop']) });

/** What the page then says has happened; throws Invalid where a form lacks something. */
export async function savePreferences(
  room: Room,
  req: Request,
  res: Response,
  subscriber: Subscriber,
  choices: Choices,
): Promise<Notice> {
  const { id } = subscriber;
  await room.consent.fixStatement(choices.statement.version);
  const how: How = {
    channel: 'preferences',
    form: 'preferences',
    page: '/preferences',
    language: viewerLanguage(res),
    statementVersion: choices.statement.version,
    at: room.clock(),
  };
  switch (readForm(req, whatToDo).do) {
    case 'save':
      await saveChoices(room, subscriber, choices, readForm(req, choicesForm), how);
      return 'saved';
    case 'topics':
      return saveTopics(room, subscriber, choices, readForm(req, topicsForm), how);
    case 'pause':
      return pause(room, id, readForm(req, breakForm), how);
    case 'resume':
      return resume(room, id, how);
    case 'object':
      await room.consent.objectToProfiling(id, byThemselves(how));
      return 'objected';
    case 'stop':
      await room.consent.stopEverything(id, byThemselves(how));
      return 'stopped';
  }
}
