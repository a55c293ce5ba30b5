/** The staff's pages of purposes: what is asked in which words, and publishing new ones. /staff/purposes */
import { z } from 'zod';
import type { Accounts } from '../../accounts/index.ts';
import { NotFound } from '../../platform/errors/index.ts';
import {
  checkInput,
  oneOf,
  problemsFor,
  readForm,
  readParam,
  readQuery,
  redirect,
  type Request,
  type RequestHandler,
  type Response,
  Router,
  translate,
} from '../../platform/http/index.ts';
import type { AccountId } from '../../platform/ids/index.ts';
import type { PurposeKey } from '../words.ts';
import type { PurposeWithWords } from './open-purposes.ts';
import { ownPurposeForm } from './own-purpose.ts';
import {
  type PagesContext,
  showCheck,
  showForm,
  showNewPurpose,
  showPurpose,
  showPurposes,
} from './show-purposes.ts';
import { firstValues, toVersion, type Typed, versionForm } from './version-form.ts';
import { versionInForce } from './wording-version.ts';

const page = '/staff/purposes';
const isKey = (text: unknown): boolean => typeof text === 'string' && /^[a-z0-9.-]{1,100}$/.test(text);
const whatToDo = z.object({ do: z.enum(['look', 'change', 'publish']) });
const which = z.object({ number: z.coerce.number().int().positive() });
const doneQuery = z.object({ done: oneOf(['added', 'published', 'withdrawn']) });

/** The routes: marketers read, whoever answers for privacy publishes. */
export function purposesRoutes(context: PagesContext, accounts: Pick<Accounts, 'requireRole'>): Router {
  const routes = Router();
  const readers = accounts.requireRole('marketer', 'privacy-officer', 'administrator');
  const publishers = accounts.requireRole('privacy-officer', 'administrator');

  routes.get(page, readers, (req, res) => showPurposes(context, req, res));
  routes.get(`${page}/new`, publishers, (req, res) => showNewPurpose(req, res, { values: {} }));
  routes.post(`${page}/new`, publishers, async (req, res) => {
    try {
      const key = await context.wordings.addOwn(readForm(req, ownPurposeForm));
      redirect(res, `${page}/${key}?done=added`);
    } catch (error) {
      showNewPurpose(req, res, { values: req.body as Typed, problems: problemsFor(error, translate(res)) });
    }
  });
  routes.get(
    `${page}/:key`,
    readers,
    asked(context, (req, res, found) =>
      showPurpose(context, req, res, found, readQuery(req, doneQuery).done),
    ),
  );
  routes.get(
    `${page}/:key/new`,
    publishers,
    asked(context, async (req, res, found) => {
      showForm(context, req, res, found, { values: await beginning(context, found) });
    }),
  );
  routes.post(
    `${page}/:key/new`,
    publishers,
    asked(context, (req, res, found) => write(context, req, res, found)),
  );
  routes.post(
    `${page}/:key/withdraw`,
    publishers,
    asked(context, async (req, res, { purpose }) => {
      await context.wordings.withdraw(purpose.key, readForm(req, which).number);
      redirect(res, `${page}/${purpose.key}?done=withdrawn`);
    }),
  );
  return routes;
}

type PurposePage = (req: Request, res: Response, found: PurposeWithWords) => Promise<void>;

function asked({ wordings }: PagesContext, show: PurposePage): RequestHandler {
  return async (req, res) => {
    const key = readParam<PurposeKey>(req, 'key', isKey);
    const found = (await wordings.all()).find(({ purpose }) => purpose.key === key);
    if (!found) throw new NotFound();
    await show(req, res, found);
  };
}

/** First a look at what was typed, then publishing it; what is wrong is said at its field. */
async function write(
  context: PagesContext,
  req: Request,
  res: Response,
  found: PurposeWithWords,
): Promise<void> {
  const values = req.body as Typed;
  const { do: what } = readForm(req, whatToDo);
  if (what === 'change') return showForm(context, req, res, found, { values });
  try {
    const input = checkInput(values, versionForm);
    const version = toVersion(input, (res.locals['staff'] as { readonly id: AccountId }).id);
    if (what === 'look') {
      await context.wordings.check(found.purpose.key, version);
      return showCheck(context, req, res, found, input, version);
    }
    await context.wordings.publish(found.purpose.key, version);
    redirect(res, `${page}/${found.purpose.key}?done=published`);
  } catch (error) {
    showForm(context, req, res, found, { values, problems: problemsFor(error, translate(res)) });
  }
}

async function beginning({ wordings, clock }: PagesContext, found: PurposeWithWords): Promise<Typed> {
  const { purpose, versions } = found;
  const current = versionInForce(versions, purpose.key, clock());
  const words = current ? await wordings.wordsOf(current) : purpose.suggestion;
  return firstValues(found, words, clock());
}
