/** Lets a request pass only for some roles. */
import { Forbidden } from '../platform/errors/index.ts';
import { redirect, translate, type RequestHandler } from '../platform/http/index.ts';
import { holdsOneOf, type Role } from './account.ts';
import { accountOf } from './sessions.ts';

/** Sends whoever is not logged in to the log-in page, and answers 403 to whoever has none of the roles. */
export function requireRole(...wanted: Role[]): RequestHandler {
  return (req, res, next) => {
    const account = accountOf(req);
    if (account) return next(holdsOneOf(account, wanted) ? undefined : new Forbidden());
    if (req.accepts(['html', 'json']) === 'json') {
      res.status(401).json({ error: translate(res)('accounts:login.again') });
      return;
    }
    const back = req.method === 'GET' ? `?next=${encodeURIComponent(req.originalUrl)}` : '';
    redirect(res, `/staff/login${back}`);
  };
}

/** The page to go on to after logging in: one of the staff's own, never another website. */
export function localPage(next: unknown): string {
  const ours = typeof next === 'string' && /^\/staff(?:[/?][\w\-./?=&%+]*)?$/.test(next);
  return ours && !next.startsWith('/staff/log') ? next : '/staff';
}
