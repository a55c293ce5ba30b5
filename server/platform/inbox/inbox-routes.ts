/** The pages of the inbox: what came in, newest first, and each mail as its reader would see it. */
import { z } from 'zod';
import { NotFound } from '../errors/index.ts';
import { readParam, readQuery, Router, sendPage, translate, type Request } from '../http/index.ts';
import { isId } from '../ids/index.ts';
import type { CaughtMail } from './caught-mail.ts';

const search = z.object({ to: z.string().trim().toLowerCase().max(254).default('') });
const mostShown = 100;

/** Routes for /inbox, mounted at the root. */
export function inboxRoutes(mails: () => readonly CaughtMail[]): Router {
  const routes = Router();
  const one = (req: Request): CaughtMail => {
    const id = readParam(req, 'id', isId);
    const found = mails().find((mail) => mail.id === id);
    if (!found) throw new NotFound();
    return found;
  };
  const newestTo = (to: string) =>
    mails()
      .filter((mail) => isFor(mail, to))
      .toReversed();

  routes.use('/inbox', (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  routes.get('/inbox', (req, res) => {
    const { to } = readQuery(req, search);
    const found = newestTo(to);
    const title = translate(res)('inbox:title');
    sendPage(req, res, {
      view: 'inbox/list',
      title,
      noindex: true,
      to,
      refresh: `/inbox?to=${encodeURIComponent(to)}`,
      total: found.length,
      mails: found.slice(0, mostShown),
    });
  });
  routes.get('/inbox/messages.json', (req, res) => {
    res.json(newestTo(readQuery(req, search).to).map(asJson));
  });
  routes.get('/inbox/:id', (req, res) => {
    const mail = one(req);
    const title = mail.subject || translate(res)('inbox:noSubject');
    sendPage(req, res, { view: 'inbox/mail', title, noindex: true, mail });
  });
  routes.get('/inbox/:id/html', (req, res) => {
    res
      .set(forMailContent)
      .type('html')
      .send(openingLinksOnTop(one(req).html));
  });
  routes.get('/inbox/:id/source', (req, res) => {
    res.type('text/plain; charset=utf-8').send(one(req).raw.toString());
  });
  return routes;
}

/** A mail carries its own style; scripts never run, and the page of the inbox may frame it. */
const forMailContent = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' http: https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
  'X-Frame-Options': 'SAMEORIGIN',
};

function openingLinksOnTop(html: string): string {
  const base = '<base target="_top">';
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, `$&${base}`) : base + html;
}

function isFor({ recipients }: CaughtMail, to: string): boolean {
  return recipients.some((address) => address.toLowerCase().includes(to));
}

function asJson({ raw, ...mail }: CaughtMail) {
  return { ...mail, size: raw.length };
}
