/** Sessions of the staff: express-session in MongoDB, passport on top (SEC-6). */
import { hkdfSync } from 'node:crypto';
import { MongoStore } from 'connect-mongo';
import session from 'express-session';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import { Unavailable } from '../platform/errors/index.ts';
import type { Request, RequestHandler, Response } from '../platform/http/index.ts';
import type { AccountId } from '../platform/ids/index.ts';
import { type Account, withoutSecrets } from './account.ts';
import { checkLogin } from './check-login.ts';
import type { Room } from './room.ts';

const eightHours = 8 * 60 * 60;

/** What a session says: who, and since which change of role or password. */
interface SessionKey {
  readonly id: AccountId;
  readonly generation: number;
}

export interface Sessions {
  /** Reads the session's cookie and puts the account on the request. */
  readonly middleware: readonly RequestHandler[];
  /** Checks address and password of the form; null when they do not belong together. */
  check(req: Request, res: Response): Promise<Account | null>;
  /** Starts a session under a new id. */
  begin(req: Request, account: Account): Promise<void>;
  /** Ends this session; its id opens nothing any more. */
  end(req: Request): Promise<void>;
}

/** Opens the sessions: they last as long as the browser is open, and at most eight hours after the last page. */
export function openSessions(room: Room): Sessions {
  const secure = room.config.publicUrl.startsWith('https://');
  const visits = new passport.Passport();
  visits.use(strategy(room));
  visits.serializeUser((user, done) => {
    const { id } = user as Account;
    room.accounts
      .find(id)
      .then((account) => done(null, { id, generation: account?.generation ?? 0 } satisfies SessionKey), done);
  });
  visits.deserializeUser((key: SessionKey, done) => {
    room.accounts
      .find(key.id)
      .then(
        (account) => done(null, account?.generation === key.generation ? withoutSecrets(account) : false),
        done,
      );
  });

  return {
    middleware: [cookieSession(room, secure), visits.session() as RequestHandler],
    check: (req, res) =>
      new Promise((resolve, reject) => {
        const judge = visits.authenticate('local', (error: unknown, account: Account | false) => {
          if (error) reject(error as Error);
          else resolve(account || null);
        }) as RequestHandler;
        void judge(req, res, reject);
      }),
    begin: (req, account) => {
      // Without this a proxy that is not declared would end in a log-in page that comes back without a word.
      if (secure && !req.secure) {
        throw new Unavailable(
          'PUBLIC_URL is https, but the request came by http: set TRUST_PROXY to the number of proxies',
        );
      }
      return new Promise((resolve, reject) =>
        req.logIn(account, (error) => (error ? reject(error) : resolve())),
      );
    },
    end: (req) =>
      new Promise((resolve, reject) =>
        req.session.destroy((error) => (error ? reject(error as Error) : resolve())),
      ),
  };
}

/** The account on the request, or null when nobody is logged in. */
export function accountOf(req: Request): Account | null {
  return (req.user as Account | undefined) ?? null;
}

/** The name of the session's cookie: the prefix makes browsers refuse it from elsewhere (RFC 6265bis §4.1.3.2). */
export function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https://') ? '__Host-voorkeur' : 'voorkeur-dev';
}

function cookieSession(room: Room, secure: boolean): RequestHandler {
  const { db, config, sessionCollection } = room;
  return session({
    name: cookieName(config.publicUrl),
    secret: config.secretKeys.map(({ key }) =>
      Buffer.from(hkdfSync('sha256', key, '', 'staff session', 32)).toString('hex'),
    ),
    resave: false,
    saveUninitialized: false,
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure },
    store: MongoStore.create({
      client: db.connection.getClient(),
      dbName: db.connection.name,
      collectionName: sessionCollection,
      ttl: eightHours,
      touchAfter: 60,
      autoRemove: 'disabled', // the index that removes them is declared in visits-store.ts
    }),
  });
}

function strategy(room: Room): LocalStrategy {
  return new LocalStrategy(
    { usernameField: 'email', passwordField: 'password', session: false },
    (email, password, done) => {
      checkLogin(room, email.trim().toLowerCase(), password).then(
        (account) => done(null, account ?? false),
        done,
      );
    },
  );
}
