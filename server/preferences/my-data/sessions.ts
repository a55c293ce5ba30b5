/** Sessions of subscribers: a cookie of their own, apart from the staff's, for half an hour after the last page (SEC-6). */
import { hkdfSync } from 'node:crypto';
import { MongoStore } from 'connect-mongo';
import session from 'express-session';
import type { NamedKey } from '../../platform/config/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { Unavailable } from '../../platform/errors/index.ts';
import type { Request, RequestHandler, Response } from '../../platform/http/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';

declare module 'express-session' {
  interface SessionData {
    subscriber: SubscriberId;
  }
}

export interface Sessions {
  /** Reads the session's cookie. */
  readonly middleware: RequestHandler;
  /** Throws where no session could begin, before a login is used up for it. */
  check(req: Request): void;
  /** Starts a session under a new id. */
  begin(req: Request, subscriber: SubscriberId): Promise<void>;
  /** Ends this session; its id opens nothing any more. */
  end(req: Request, res: Response): Promise<void>;
}

interface SessionsDeps {
  readonly db: Db;
  readonly publicUrl: string;
  readonly secretKeys: readonly NamedKey[];
}

const halfAnHour = 30 * 60;

/** Opens the sessions; nobody has one, and no cookie, before logging in. */
export function openSessions({ db, publicUrl, secretKeys }: SessionsDeps, collection: string): Sessions {
  const secure = publicUrl.startsWith('https://');
  const name = secure ? '__Host-voorkeur-me' : 'voorkeur-me-dev';
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    middleware: session({
      ...{ name, cookie, resave: false, saveUninitialized: false },
      secret: secretKeys.map(({ key }) =>
        Buffer.from(hkdfSync('sha256', key, '', 'subscriber session', 32)).toString('hex'),
      ),
      store: MongoStore.create({
        client: db.connection.getClient(),
        dbName: db.connection.name,
        collectionName: collection,
        ttl: halfAnHour,
        touchAfter: 60,
        stringify: false, // so that the sessions of one person are found
        autoRemove: 'disabled', // the index that removes them is declared in sessions-store.ts
      }),
    }),
    check: (req) => {
      if (secure && !req.secure) {
        throw new Unavailable(
          'PUBLIC_URL is https, but the request came by http: set TRUST_PROXY to the number of proxies',
        );
      }
    },
    begin: async (req, subscriber) => {
      await done((next) => req.session.regenerate(next));
      req.session.subscriber = subscriber;
      await done((next) => req.session.save(next));
    },
    end: async (req, res) => {
      await done((next) => req.session.destroy(next));
      res.clearCookie(name, cookie);
    },
  };
}

function done(work: (next: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error as Error) : resolve())));
}
