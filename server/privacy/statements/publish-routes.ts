/** Looking at the draft as readers will, checking it, and publishing it, after which nothing in it changes any more. */
import { z } from 'zod';
import { compareStatements, type StatementCheck, statementHtml } from '../../consent/index.ts';
import { readForm, redirect, type Response, Router, sendPage, translate } from '../../platform/http/index.ts';
import { languages } from '../../platform/i18n/index.ts';
import { draftOf } from './draft-routes.ts';
import { page, staffOnly, type StatementsRoom } from './room.ts';

const publishForm = z.object({ revision: z.coerce.number().int().min(0) });

/** The routes. */
export function publishRoutes(room: StatementsRoom): Router {
  const { statements, accounts } = room;
  const routes = Router();
  const staff = staffOnly(room);

  routes.get(`${page}/draft/preview`, staff, async (req, res) => {
    const [text, current] = await Promise.all([
      statements.fillDraft(await draftOf(room)),
      statements.inForce(),
    ]);
    sendPage(req, res, {
      view: 'privacy/statements/preview',
      title: translate(res)('statements:preview.title'),
      current,
      previews: languages.map((language) => ({
        language,
        html: statementHtml(text[language]),
        sections: compareStatements(current.text[language], text[language]),
      })),
    });
  });

  routes.get(`${page}/draft/publish`, staff, async (req, res) => {
    const draft = await draftOf(room);
    const checks = await statements.checkDraft(draft);
    sendPage(req, res, {
      view: 'privacy/statements/publish',
      title: translate(res)('statements:publish.title'),
      draft,
      checks: checks.map((check) => shown(check, res)),
      ready: checks.every(({ ok }) => ok),
    });
  });

  routes.post(`${page}/draft/publish`, staff, async (req, res) => {
    const { revision } = readForm(req, publishForm);
    const number = await statements.publishDraft(revision, accounts.current(req).id);
    redirect(res, `${page}/${number}?done=published`);
  });
  return routes;
}

function shown({ id, ok, missing, empty, unknown }: StatementCheck, res: Response) {
  const t = translate(res);
  const names = missing.map((language) => t(`common:language.${language}`));
  const details = [...empty.map((gap) => t(`statements:gap.${gap}`)), ...unknown.map((name) => `{${name}}`)];
  return {
    ok,
    title: t(`statements:check.${id}.title`),
    text: t(`statements:check.${id}.text`),
    missing: [...names, ...details].join(', '),
  };
}
