/** The public pages: the statement in force, every version, and what changed from one to the next. */
import {
  readParam,
  type Request,
  Router,
  sendPage,
  translate,
  viewerLanguage,
} from '../../platform/http/index.ts';
import { compareStatements } from './compare-statements.ts';
import { toHtml } from './markdown.ts';
import type { Statements } from './statements.ts';

/** The routes. */
export function statementRoutes(statements: Statements): Router {
  const routes = Router();
  routes.get('/statement', async (req, res) => {
    const statement = await statements.inForce();
    sendPage(req, res, {
      view: 'consent/statement',
      title: translate(res)('statements:public.title'),
      statement,
      html: toHtml(statement.text[viewerLanguage(res)]),
    });
  });

  routes.get('/statement/versions', async (req, res) => {
    const versions = (await statements.list()).map((version) => ({
      ...version,
      summary: version.summary?.[viewerLanguage(res)],
    }));
    sendPage(req, res, {
      view: 'consent/statement-versions',
      title: translate(res)('statements:public.versions'),
      versions,
    });
  });

  routes.get('/statement/:number', async (req, res) => {
    const statement = await statements.get(numberIn(req));
    sendPage(req, res, {
      view: 'consent/statement',
      title: translate(res)('statements:public.numbered', { version: statement.number }),
      statement,
      summary: statement.summary?.[viewerLanguage(res)],
      html: toHtml(statement.text[viewerLanguage(res)]),
    });
  });

  routes.get('/statement/:number/changes', async (req, res) => {
    const statement = await statements.get(numberIn(req));
    const before = await statements.before(statement.number);
    const language = viewerLanguage(res);
    sendPage(req, res, {
      view: 'consent/statement-changes',
      title: translate(res)('statements:public.changes', { version: statement.number }),
      statement,
      before,
      summary: statement.summary?.[language],
      sections: before ? compareStatements(before.text[language], statement.text[language]) : [],
    });
  });
  return routes;
}

/** The version's number in the address; NotFound where it is none. */
export function numberIn(req: Request): number {
  return Number(readParam(req, 'number', (text) => /^[1-9]\d{0,5}$/.test(String(text))));
}
