/** Logging in and out. */
import { z } from 'zod';
import { Invalid } from '../platform/errors/index.ts';
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
import { localPage } from './require-role.ts';
import type { Room } from './room.ts';
import { accountOf, cookieName, type Sessions } from './sessions.ts';

const loginForm = z.object({
  email: z.string().trim().toLowerCase().min(1, 'common:error.required').max(254, 'common:error.tooLong'),
  password: z.string().min(1, 'common:error.required').max(200, 'common:error.tooLong'),
});

/** The routes /staff/login and /staff/logout. */
export function loginRoutes(room: Room, sessions: Sessions): Router {
  const routes = Router();
  routes.get('/staff/login', (req, res) => {
    if (accountOf(req)) return redirect(res, nextPage(req));
    sendLoginPage(req, res);
  });

  routes.post('/staff/login', async (req, res) => {
    const next = nextPage(req);
    try {
      const { email } = readForm(req, loginForm);
      const ip = req.ip ?? '';
      await room.limits.spend(email, ip);
      const account = await sessions.check(req, res);
      // One answer for an unknown address and for a wrong password (SEC-5).
      if (!account) throw new Invalid({ email: { key: 'accounts:login.wrong' } });
      await room.limits.giveBack(email, ip);
      await sessions.begin(req, account);
      redirect(res, next);
    } catch (error) {
      sendLoginPage(req, res, problemsFor(error, translate(res)));
    }
  });

  routes.post('/staff/logout', async (req, res) => {
    await sessions.end(req);
    const secure = room.config.publicUrl.startsWith('https://');
    res.clearCookie(cookieName(room.config.publicUrl), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure,
    });
    redirect(res, '/staff/login?out=1');
  });
  return routes;
}

function nextPage(req: Request): string {
  return localPage(readQuery(req, z.object({ next: z.string().optional() })).next);
}

function sendLoginPage(req: Request, res: Response, problems?: ReturnType<typeof problemsFor>): void {
  const email = (req.body as { email?: unknown } | undefined)?.email;
  sendPage(req, res, {
    view: 'accounts/login',
    layout: 'gate',
    title: translate(res)('accounts:login.title'),
    status: problems ? 400 : 200,
    problems,
    email: typeof email === 'string' ? email : '',
    loggedOut: readQuery(req, z.object({ out: oneOf(['1']) })).out,
    action: `/staff/login?next=${encodeURIComponent(nextPage(req))}`,
  });
}
