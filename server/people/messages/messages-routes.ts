/** Messages of the contact form: what is open, answering by mail, closing. */
import { z } from 'zod';
import { rolesWithCards } from '../../accounts/index.ts';
import {
  oneOf,
  problemsFor,
  readForm,
  readParam,
  readQuery,
  redirect,
  type Request,
  type Response,
  Router,
  sendPage,
  translate,
} from '../../platform/http/index.ts';
import { isId, type MessageId } from '../../platform/ids/index.ts';
import { freeText } from '../../preferences/index.ts';
import type { Room } from '../room.ts';

const answerForm = z.object({ text: freeText });

/** The routes below /staff/messages. */
export function messagesRoutes(room: Room): Router {
  const routes = Router();
  const { contact, accounts } = room;
  const by = (req: Request) => accounts.current(req).id;
  const asked = (req: Request) => contact.get(readParam<MessageId>(req, 'id', isId));
  routes.use('/staff/messages', accounts.requireRole(...rolesWithCards));

  routes.get('/staff/messages', async (req, res) => {
    const { done } = readQuery(req, z.object({ done: oneOf(['answered', 'closed']) }));
    const [open, closed] = await Promise.all([contact.listOpen(), contact.listClosed()]);
    const title = translate(res)('contact:staff.title');
    sendPage(req, res, { view: 'people/messages/list', title, open, closed, done });
  });

  routes.get('/staff/messages/:id', async (req, res) => sendMessage(room, req, res));

  routes.post('/staff/messages/:id/answer', async (req, res) => {
    const { id } = await asked(req);
    try {
      await contact.answer(id, by(req), readForm(req, answerForm).text);
    } catch (error) {
      return sendMessage(room, req, res, problemsFor(error, translate(res)));
    }
    redirect(res, '/staff/messages?done=answered');
  });

  routes.post('/staff/messages/:id/close', async (req, res) => {
    await contact.close((await asked(req)).id, by(req));
    redirect(res, '/staff/messages?done=closed');
  });

  return routes;
}

/** The page of one message; the card of whoever wrote it is a link away, where each look is logged. */
async function sendMessage(
  { contact, subscribers, accounts }: Room,
  req: Request,
  res: Response,
  problems?: ReturnType<typeof problemsFor>,
): Promise<void> {
  const message = await contact.get(readParam<MessageId>(req, 'id', isId));
  const { closed } = message;
  const names = await accounts.namesOf(closed ? [closed.by] : []);
  sendPage(req, res, {
    view: 'people/messages/message',
    title: translate(res)('contact:staff.from', { name: message.name || message.email }),
    status: problems ? 400 : 200,
    problems,
    values: (req.body ?? {}) as object,
    message,
    closedBy: closed && (names.get(closed.by) ?? null),
    person: await subscribers.findByEmail(message.email),
  });
}
