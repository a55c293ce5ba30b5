/** Signing up: the form, and the page that says to check the mail. */
import { linkLifeMs } from '../links/index.ts';
import { HOUR_MS } from '../platform/clock/index.ts';
import { Invalid } from '../platform/errors/index.ts';
import {
  problemsFor,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../platform/http/index.ts';
import { askSignUp } from './ask-sign-up.ts';
import { type Choices, readChoices } from './choices.ts';
import { readSignUp, typedAgain } from './read-sign-up.ts';
import type { Room } from './room.ts';
import { inTheSameTime } from './same-time.ts';

export function signUpRoutes(room: Room): Router {
  const routes = Router();

  routes.get('/sign-up', async (req, res) => {
    await sendForm(room, req, res, await readChoices(room, viewerLanguage(res)), {});
  });

  routes.post('/sign-up', async (req, res) => {
    const language = viewerLanguage(res);
    const choices = await readChoices(room, language);
    try {
      const asked = readSignUp(req.body, choices);
      await room.limits.countRequest(req.ip ?? '');
      await inTheSameTime(room.limits.answerAfterMs, async () => {
        // Whoever filled in what people do not see gets the same answer, and nothing happens.
        if (!asked.isRobot)
          await askSignUp(room, asked, { language, statementVersion: choices.statement.version });
      });
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      return sendForm(room, req, res, choices, {
        status: 400,
        problems: problemsFor(error, translate(res)),
        values: typedAgain(req.body),
      });
    }
    redirect(res, '/sign-up/sent');
  });

  routes.get('/sign-up/sent', async (req, res) => {
    const confirmHours = linkLifeMs.confirm / HOUR_MS;
    const title = translate(res)('preferences:sent.title');
    sendPage(req, res, { view: 'preferences/sent', title, confirmHours });
  });

  return routes;
}

interface Again {
  readonly status?: number;
  readonly problems?: ReturnType<typeof problemsFor>;
  readonly values?: ReturnType<typeof typedAgain>;
}

async function sendForm(
  room: Room,
  req: Request,
  res: Response,
  choices: Choices,
  again: Again,
): Promise<void> {
  const t = translate(res);
  const title = t('preferences:signUp.title');
  const { minimumAge } = await room.settings.current();
  sendPage(req, res, {
    view: 'preferences/sign-up',
    title: again.problems ? t('preferences:errorTitle', { title }) : title,
    choices,
    none: choices.email.length + choices.post.length + choices.own.length === 0,
    ownByPost: choices.own.some(({ channel }) => channel === 'post'),
    minimumAge,
    ...again,
  });
}
