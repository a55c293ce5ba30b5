/** Refuses state-changing requests that another site sends with our cookie (SEC-7). */
import type { RequestHandler } from 'express';
import { Forbidden } from '../errors/index.ts';

const harmless = ['GET', 'HEAD', 'OPTIONS'];

/** Lets a change pass only from our own pages: by Sec-Fetch-Site, or by Origin where a browser does not send it. */
export function sameOriginOnly(publicUrl: string): RequestHandler {
  const ours = new URL(publicUrl).origin;
  return (req, _res, next) => {
    if (harmless.includes(req.method)) return next();
    const site = req.get('sec-fetch-site');
    const origin = req.get('origin');
    const foreign =
      site === undefined ? origin !== undefined && origin !== ours : !['same-origin', 'none'].includes(site);
    next(foreign ? new Forbidden({ key: 'common:error.otherSite' }) : undefined);
  };
}
