/** The routes of the staff's pages of groups, under /staff/groups. */
import { z } from 'zod';
import {
  checkInput,
  optionalText,
  problemsFor,
  readForm,
  readParam,
  redirect,
  Router,
  translate,
  type Request,
  type Response,
} from '../platform/http/index.ts';
import { isId, type GroupId } from '../platform/ids/index.ts';
import { showGroup, showList, showName, showNew, showRemove, type GroupsOnly } from './group-pages.ts';
import type { Group, Rule } from './model.ts';
import type { GroupsDeps } from './room.ts';

const page = '/staff/groups';

const typedForm = z.object({ name: z.string().max(500).default(''), rule: z.string().max(200).default('') });
const nameForm = z.object({ name: optionalText(80) });
const groupForm = nameForm.extend({
  rule: z.string().regex(/^[a-z]+:[a-z0-9-]+$/, 'groups:problem.value'),
});
const countForm = z.object({ audience: z.string().max(200).default('') });

/** The routes; each answers with a page or sends the browser on. */
export function groupsRoutes(deps: GroupsDeps, groups: GroupsOnly): Router {
  const routes = Router();
  const staff = deps.accounts.requireRole('marketer', 'administrator');
  const asked = (req: Request): Promise<Group> => groups.get(readParam<GroupId>(req, 'id', isId));

  routes.get(page, staff, (req, res) => showList(req, res, groups));
  routes.get(`${page}/new`, staff, (req, res) => showNew(req, res, deps, {}));
  routes.post(`${page}/new`, staff, (req, res) => create(req, res, deps, groups));

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

async function create(req: Request, res: Response, deps: GroupsDeps, groups: GroupsOnly): Promise<void> {
  const values = readForm(req, typedForm);
  try {
    const { name, rule } = checkInput(values, groupForm);
    const { id } = await groups.create({ name, rule: toRule(rule) });
    redirect(res, `${page}/${id}`);
  } catch (error) {
    await showNew(req, res, deps, { values, problems: problemsFor(error, translate(res)) });
  }
}

// The door refuses fields and values that are not allowed (SEG-8).
function toRule(text: string): Rule {
  const [field, value] = text.split(':');
  return { field, value } as Rule;
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
  const answer = await groups.count(group.rule, audience);
  await showGroup(req, res, deps, groups, group, { audience, count: answer });
}

async function rename(req: Request, res: Response, groups: GroupsOnly, group: Group): Promise<void> {
  const values = readForm(req, typedForm.pick({ name: true }));
  try {
    await groups.rename(group.id, checkInput(values, nameForm).name);
    redirect(res, `${page}/${group.id}`);
  } catch (error) {
    showName(req, res, group, { values, problems: problemsFor(error, translate(res)) });
  }
}
