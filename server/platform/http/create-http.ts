/** The Express app before and after the rooms hang their routes into it. */
import { basename, dirname, join } from 'node:path';
import compression from 'compression';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { z } from 'zod';
import type { Log } from '../log/index.ts';
import { templatesDir } from '../paths/index.ts';
import { packageAssets } from '../templates/index.ts';
import { answerErrors, answerNotFound } from './answer-errors.ts';
import { chooseLanguage } from './choose-language.ts';
import { readQuery } from './read-input.ts';
import { refuseOddKeys } from './refuse-odd-keys.ts';

/** What every page shows of the shop. */
export interface ShopShown {
  readonly name: string;
  readonly street: string;
  readonly postcode: string;
  readonly town: string;
  readonly email: string;
  readonly phone: string;
  readonly website: string;
  readonly registration: string;
  readonly hue: number;
}

export interface HttpOptions {
  readonly log: Log;
  readonly trustProxy: number;
  readonly publicUrl: string;
  readonly production: boolean;
  /** Read afresh for each page, so that a change shows at once. */
  readonly shop: () => Promise<ShopShown>;
  /** What programs call, below /api/v1: it reads its own bodies, once it knows who calls. */
  readonly api?: RequestHandler;
}

/** The app with everything that comes before the routes: security headers, language, form bodies. */
export function createHttp(options: HttpOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxy);
  app.use(
    pinoHttp({
      logger: options.log,
      serializers: { req: withoutPersonalData, res: statusOnly },
      customLogLevel: level,
    }),
  );
  app.use(securityHeaders(options));
  app.use(compression());
  const assets = join(templatesDir, 'assets');
  const forGood = { immutable: true, maxAge: '1y' };
  for (const [name, file] of packageAssets) {
    const from = { ...forGood, root: dirname(file) };
    app.get(`/assets/${name}`, (_req, res) => res.sendFile(basename(file), from));
  }
  app.use('/assets', express.static(assets, { ...forGood, index: false, redirect: false }));
  app.get('/theme.css', themeStyle);
  app.use(chooseLanguage);
  if (options.api) app.use('/api/v1', alwaysJson, options.api);
  app.use((_req, res, next) => {
    void options.shop().then((shop) => {
      res.locals['shop'] = { ...shop, phoneLink: shop.phone.replace(/[^\d+]/g, '') };
      res.locals['publicUrl'] = options.publicUrl;
      next();
    }, next);
  });
  app.use(express.urlencoded({ extended: false, limit: '512kb', parameterLimit: 2000 }));
  app.use(express.json({ limit: '1mb' }));
  app.use(refuseOddKeys);
  return app;
}

/** Adds what comes after the routes: the kind 404 page and the one place where errors become answers. */
export function finishHttp(app: Express, log: Log): void {
  app.use(answerNotFound);
  app.use(answerErrors(log));
}

// Also for programs that do not say what they accept.
const alwaysJson: RequestHandler = (req, res, next) => {
  req.headers.accept = 'application/json';
  res.set('Cache-Control', 'no-store');
  next();
};

// A shop sets one number, its hue; a style element would need 'unsafe-inline'.
const themeStyle: RequestHandler = (req, res) => {
  const hue = Number(readQuery(req, z.object({ hue: z.string().optional() })).hue);
  res.set('Cache-Control', 'public, max-age=31536000, immutable').type('css');
  res.send(
    `@layer tokens { :root { --hue: ${Number.isInteger(hue) && hue >= 0 && hue <= 360 ? hue : 152} } }`,
  );
};

function securityHeaders({ production }: HttpOptions) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(production ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: production ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
  });
}

// Addresses of pages hold tokens and ids of people, so that only the method and the first part of the path are logged (SEC-10).
function withoutPersonalData(req: Request): object {
  return {
    method: req.method,
    page: /^\/[a-z-]*(?:\/[a-z-]+(?=\/|$))?/.exec(String(req.url))?.[0].split('/').slice(0, 2).join('/'),
  };
}

function statusOnly(res: Response): object {
  return { status: res.statusCode };
}

function level(_req: unknown, res: { statusCode: number }, error?: Error): 'error' | 'info' {
  return error || res.statusCode >= 500 ? 'error' : 'info';
}
