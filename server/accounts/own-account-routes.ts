/** One's own account: name, language, password. */
import { z } from 'zod';
import {
  oneOf,
  problemsFor,
  readForm,
  readQuery,
  redirect,
  Router,
  sendPage,
  translate,
  type Request,
  type Response,
} from '../platform/http/index.ts';
import { type Account, languageField, nameField, newPasswordField, roles } from './account.ts';
import { changePassword } from './change-password.ts';
import { requireRole } from './require-role.ts';
import type { Room } from './room.ts';
import { accountOf, type Sessions } from './sessions.ts';

const aboutForm = z.object({ name: nameField, language: languageField });
const passwordForm = z
  .object({
    present: z.string().max(200, 'common:error.tooLong'),
    password: newPasswordField,
    again: z.string(),
  })
  .refine(({ password, again }) => password === again, {
    path: ['again'],
    message: 'accounts:problem.notTheSame',
  });

/** The routes below /staff/account. */
export function ownAccountRoutes(room: Room, sessions: Sessions): Router {
  const routes = Router();
  routes.use('/staff/account', requireRole(...roles));
  routes.get('/staff/account', (req, res) => sendAccountPage(req, res));

  routes.post('/staff/account', async (req, res) => {
    try {
      await room.accounts.change(accountOf(req)!.id, readForm(req, aboutForm));
      redirect(res, '/staff/account?saved=about');
    } catch (error) {
      sendAccountPage(req, res, problemsFor(error, translate(res)));
    }
  });

  routes.post('/staff/account/password', async (req, res) => {
    const account = accountOf(req)!;
    try {
      await limitedChange(room, account, req);
      await sessions.begin(req, account); // the other sessions have ended, this one goes on under a new id
      redirect(res, '/staff/account?saved=password');
    } catch (error) {
      sendAccountPage(req, res, problemsFor(error, translate(res)));
    }
  });
  return routes;
}

/** Guessing the present password counts as trying to log in. */
async function limitedChange(room: Room, account: Account, req: Request): Promise<void> {
  const { present, password } = readForm(req, passwordForm);
  const ip = req.ip ?? '';
  await room.limits.spend(account.email, ip);
  await changePassword(room, account.id, present, password);
  await room.limits.giveBack(account.email, ip);
}

function sendAccountPage(req: Request, res: Response, problems?: unknown): void {
  const account = accountOf(req)!;
  const typed = (req.body ?? {}) as { name?: unknown; language?: unknown };
  sendPage(req, res, {
    view: 'accounts/account',
    title: translate(res)('accounts:account.title'),
    status: problems ? 400 : 200,
    problems,
    account,
    values: {
      name: typeof typed.name === 'string' ? typed.name : account.name,
      language: typeof typed.language === 'string' ? typed.language : account.language,
    },
    saved: readQuery(req, z.object({ saved: oneOf(['about', 'password']) })).saved,
  });
}
