/** Lets programs in that bring a key: a bearer token in the header (RFC 6750 §2.1), and nowhere else. */
import { Passport } from 'passport';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import { translate, type RequestHandler, type Response } from '../../platform/http/index.ts';
import type { Limit } from '../../platform/limits/index.ts';
import type { Room } from '../room.ts';
import { type ApiKey, hashOfToken, type Scope } from './key.ts';

const callsAMinute = 120;
const minute = 60;

/** Answers 401, 403 and 429 as JSON by itself; `apiKeyOf` tells the key of a request that came through. */
export function openKeyGuard(room: Room): (scope: Scope) => RequestHandler {
  const passport = new Passport();
  passport.use(
    new BearerStrategy((token, done) => {
      room.keys.findByHash(hashOfToken(token)).then((key) => done(null, key ?? false), done);
    }),
  );
  const calls = room.tries.limit('api calls', callsAMinute, minute);
  return (scope) => (req, res, next) => {
    // A token in an address ends up in logs and histories (RFC 6750 §5.3).
    if (req.query['access_token'] !== undefined) return refuse(res, 401, 'header');
    const judge = passport.authenticate('bearer', (error: unknown, key: ApiKey | false) => {
      if (error) return next(error);
      if (!key) return refuse(res, 401, 'key');
      admit(room, calls, key, scope, res).then((admitted) => admitted && next(), next);
    }) as RequestHandler;
    void judge(req, res, next);
  };
}

/** The key that the request came with; for routes behind the guard. */
export function apiKeyOf(res: Response): ApiKey {
  return res.locals['apiKey'] as ApiKey;
}

async function admit(
  { keys, clock }: Room,
  calls: Limit,
  key: ApiKey,
  scope: Scope,
  res: Response,
): Promise<boolean> {
  if (!key.scopes.includes(scope)) return refuse(res, 403, 'scope', { scope });
  if (!(await calls.take(key.id))) {
    res.set('Retry-After', String(minute));
    return refuse(res, 429, 'often', { count: callsAMinute });
  }
  const today = new Date(clock().toISOString().slice(0, 10));
  if (!key.lastUsedAt || key.lastUsedAt < today) await keys.noteUse(key.id, today);
  res.locals['apiKey'] = key;
  return true;
}

function refuse(res: Response, status: number, why: string, values: Record<string, string | number> = {}) {
  if (status === 401) res.set('WWW-Authenticate', 'Bearer realm="voorkeur"');
  res.status(status).json({ error: translate(res)(`accounts:keyProblem.${why}`, values) });
  return false;
}
