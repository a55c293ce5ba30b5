/** The routes of the staff's pages of groups, under /staff/groups. */
import { z } from 'zod';
import {
  checkInput,
  optionalText,
  problemsFor,
  readForm,
  readParam,
  readQuery,
  redirect,
  Router,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../../platform/http/index.ts';
import { isId, type GroupId } from '../../platform/ids/index.ts';
import {
  type Counting,
  type GroupsOnly,
  showGroup,
  showList,
  showName,
  showNew,
  showRemove,
  type TypedForm,
} from './group-pages.ts';
import { checkRule } from '../create-group.ts';
import type { Group } from '../model.ts';
import type { GroupsDeps } from '../room.ts';
import type { Rule } from '../rules/rule.ts';
import { pictureRoutes } from './picture-routes.ts';
import { changeRows, emptyForm, readRuleForm, toForm, toRule } from './rule-form.ts';

const page = '/staff/groups';

const typedForm = z.object({
  name: z.string().max(500).default(''),
  act: z
    .string()
    .regex(/^(?:save|count|add|(?:more|drop):\d{1,2})$/)
    .catch('save'),
  audience: z.string().max(200).default(''),
});
const nameForm = z.object({ name: optionalText(80) });
const newQuery = z.object({ from: z.string().refine(isId).optional().catch(undefined) });
const countForm = z.object({ audience: z.string().max(200).default('') });

/** The routes; each answers with a page or sends the browser on. */
export function groupsRoutes(deps: GroupsDeps, groups: GroupsOnly): Router {
  const routes = Router();
  const staff = deps.accounts.requireRole('marketer', 'administrator');
  const asked = (req: Request): Promise<Group> => groups.get(readParam<GroupId>(req, 'id', isId));

  routes.get(page, staff, (req, res) => showList(req, res, groups));
  routes.get(`${page}/new`, staff, (req, res) => showEmpty(req, res, deps, groups));
  routes.post(`${page}/new`, staff, (req, res) => change(req, res, deps, groups));

  routes.use(pictureRoutes(deps, groups));
  routes.get(`${page}/:id`, staff, async (req, res) => {
    await showGroup(req, res, deps, groups, await asked(req));
  });
  routes.post(`${page}/:id/count`, staff, async (req, res) => {
    await count(req, res, deps, groups, await asked(req));
  });
  routes.get(`${page}/:id/name`, staff, async (req, res) => {
    const group = await asked(req);
    showName(req, res, group, { values: { name: group.name } });
  });
  routes.post(`${page}/:id/name`, staff, async (req, res) => {
    await rename(req, res, groups, await asked(req));
  });
  routes.get(`${page}/:id/remove`, staff, async (req, res) => {
    showRemove(req, res, await asked(req));
  });
  routes.post(`${page}/:id/remove`, staff, async (req, res) => {
    await groups.remove((await asked(req)).id);
    redirect(res, `${page}?saved=removed`);
  });
  return routes;
}

/** A form with one empty row, or with the rows of another group. */
async function showEmpty(req: Request, res: Response, deps: GroupsDeps, groups: GroupsOnly): Promise<void> {
  const { from } = readQuery(req, newQuery);
  const other = from && (await groups.list()).find(({ id }) => id === from);
  await showNew(req, res, deps, groups, (other && toForm(other.rule)) || emptyForm, {});
}

/** The buttons of the form: one row more or less, count, save. All work without script. */
async function change(req: Request, res: Response, deps: GroupsDeps, groups: GroupsOnly): Promise<void> {
  const { name, act, audience } = readForm(req, typedForm);
  const form = readRuleForm((req.body ?? {}) as Record<string, unknown>);
  const show = (more: TypedForm & Counting) =>
    showNew(req, res, deps, groups, changeRows(form, act), { values: { name }, audience, ...more });
  try {
    if (act === 'count') await show(await countTyped(res, deps, groups, toRule(form), audience));
    else if (act === 'save') {
      const { id } = await groups.create({ ...checkInput({ name }, nameForm), rule: toRule(form) as Rule });
      redirect(res, `${page}/${id}`);
    } else await show({});
  } catch (error) {
    await show({ problems: problemsFor(error, translate(res)) });
  }
}

async function countTyped(
  res: Response,
  deps: GroupsDeps,
  groups: GroupsOnly,
  typed: unknown,
  audience: string,
): Promise<Counting> {
  const rule = await checkRule(deps, typed);
  const known = (await deps.audienceChoices()).some(({ purpose }) => purpose === audience);
  if (!known) return {};
  if (!(await groups.prepare(audience))) return { waiting: true };
  const sentence = await groups.describe(rule, viewerLanguage(res));
  return { sentence, count: await groups.count(rule, audience) };
}

async function count(
  req: Request,
  res: Response,
  deps: GroupsDeps,
  groups: GroupsOnly,
  group: Group,
): Promise<void> {
  const { audience } = readForm(req, countForm);
  const known = (await deps.audienceChoices()).some(({ purpose }) => purpose === audience);
  if (!known) return redirect(res, `${page}/${group.id}`);
  if (!(await groups.prepare(audience))) {
    return showGroup(req, res, deps, groups, group, { audience, waiting: true });
  }
  // The group first: what was asked before may be a reason to refuse what comes after.
  const answer = await groups.count(group.rule, audience);
  const strengths = await groups.strengths(audience);
  await showGroup(req, res, deps, groups, group, { audience, count: answer, strengths });
}

async function rename(req: Request, res: Response, groups: GroupsOnly, group: Group): Promise<void> {
  const { name } = readForm(req, typedForm);
  const values = { name };
  try {
    await groups.rename(group.id, checkInput(values, nameForm).name);
    redirect(res, `${page}/${group.id}`);
  } catch (error) {
    showName(req, res, group, { values, problems: problemsFor(error, translate(res)) });
  }
}
