/** The one place where errors become answers. */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import {
  AppError,
  Conflict,
  Forbidden,
  Invalid,
  NotFound,
  TooMany,
  Unavailable,
  type Message,
} from '../errors/index.ts';
import { translator } from '../i18n/index.ts';
import type { Log } from '../log/index.ts';
import { sendPage } from './send-page.ts';

/** Nothing answered to this address: 404. */
export const answerNotFound: RequestHandler = (_req, _res, next) => next(new NotFound());

/** Maps the family of errors to status and page (or JSON for who asks for it); anything else is logged and is a 500. */
export function answerErrors(log: Log) {
  return (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error }, 'a request failed');
    if (res.headersSent) return next(error);
    const shown: Message = error instanceof AppError ? error.shown : { key: messageKey(status) };
    const t = translator(res.locals['lang'] ?? 'nl');
    const fields = error instanceof Invalid ? describe(error, t) : [];
    res.set('Cache-Control', 'no-store');
    if (req.accepts(['html', 'json']) === 'json') {
      res.status(status).json({ error: t(shown.key, shown.values), fields });
      return;
    }
    res.locals['shop'] ??= { name: 'Voorkeur', hue: 152 };
    res.locals['lang'] ??= 'nl';
    const title = t(`common:errorPage.${pageOf(status)}`);
    sendPage(req, res, { view: 'error', title, status, message: t(shown.key, shown.values), fields });
  };
}

function statusOf(error: unknown): number {
  if (error instanceof NotFound) return 404;
  if (error instanceof Invalid) return 400;
  if (error instanceof Conflict) return 409;
  if (error instanceof Forbidden) return 403;
  if (error instanceof TooMany) return 429;
  if (error instanceof Unavailable) return 503;
  // What Express's own parsers throw: a broken body, one that is too large, a path that cannot be decoded.
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** Statuses without a page of their own are told as the general one of their kind. */
function pageOf(status: number): number {
  if ([400, 403, 404, 409, 413, 429, 500, 503].includes(status)) return status;
  return status < 500 ? 400 : 500;
}

function messageKey(status: number): string {
  if (status === 413) return 'common:error.tooLarge';
  return status < 500 ? 'common:error.invalid' : 'common:error.ours';
}

function describe(error: Invalid, t: ReturnType<typeof translator>) {
  return Object.entries(error.fields).map(([field, { key, values }]) => ({ field, message: t(key, values) }));
}
