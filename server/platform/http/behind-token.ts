/** Headers of pages behind a signed link (LINK-7). */
import type { RequestHandler } from 'express';

/**
 * Nothing keeps or indexes the page, and its address goes to nobody else.
 * `same-origin` and not `no-referrer`: with that, browsers send `Origin: null` with the page's own form.
 */
export const behindToken: RequestHandler = (_req, res, next) => {
  res.set({
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex, nofollow',
  });
  next();
};
