/** The list of imports and the form to upload a file. */
import {
  problemsFor,
  redirect,
  Router,
  sendPage,
  translate,
  type Request,
  type Response,
} from '../../platform/http/index.ts';
import type { ImportsContext } from '../context.ts';
import { receiveUpload } from '../receive-upload.ts';
import { uploadTermDays } from '../run/delete-uploads.ts';
import { importsPage, staffOnly } from './access.ts';
import { shownRun } from './shown-run.ts';

/** GET the list, GET and POST the upload. */
export function listRoutes(context: ImportsContext): Router {
  const routes = Router();
  const staff = staffOnly(context);
  routes.get(importsPage, staff, async (req, res) => {
    const t = translate(res);
    const runs = (await context.store.recent()).map((run) => shownRun(run, t));
    sendPage(req, res, { view: 'imports/list', title: t('imports:list.title'), runs });
  });
  routes.get(`${importsPage}/new`, staff, (req, res) => showForm(context, req, res));
  routes.post(`${importsPage}/new`, staff, async (req, res) => {
    try {
      const id = await receiveUpload(context, req, res, context.accounts.current(req).id);
      redirect(res, `${importsPage}/${id}`);
    } catch (error) {
      await showForm(context, req, res, problemsFor(error, translate(res)));
    }
  });
  return routes;
}

async function showForm(
  context: ImportsContext,
  req: Request,
  res: Response,
  problems?: ReturnType<typeof problemsFor>,
): Promise<void> {
  sendPage(req, res, {
    view: 'imports/new',
    title: translate(res)('imports:new.title'),
    status: problems ? 400 : 200,
    problems,
    days: uploadTermDays,
    megabytes: Math.floor(context.uploadLimit / 1024 / 1024),
    hasNewsletters: (await byEmail(context)).length > 0,
  });
}

/** The newsletters that go by e-mail: an import carries the consent to one of them. */
export async function byEmail({ campaigns }: ImportsContext) {
  return (await campaigns.newsletters()).filter(({ channels }) => channels.includes('email'));
}
