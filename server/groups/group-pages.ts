/** Shows the staff's pages of groups. */
import { z } from 'zod';
import {
  optionalText,
  type problemsFor,
  readQuery,
  sendPage,
  translate,
  viewerLanguage,
  type Request,
  type Response,
} from '../platform/http/index.ts';
import { languages } from '../platform/i18n/index.ts';
import { smallestGroup } from './count-group.ts';
import type { Count, Group } from './model.ts';
import type { Groups, GroupsDeps } from './room.ts';

/** What the pages need of the room's functions. */
export type GroupsOnly = Omit<Groups, 'routes'>;

/** From this number on a group is not called small (SEG-2). */
const comfortable = 100;

const pageQuery = z.object({ saved: optionalText(20) });

/** What was typed, and what is wrong with it. */
export interface TypedForm {
  readonly problems?: ReturnType<typeof problemsFor>;
  readonly values?: Readonly<Record<string, string>>;
}

/** What was counted, and in which audience. */
export interface Counting {
  readonly audience?: string;
  readonly count?: Count;
}

/** The list, or what a group is for when there is none. */
export async function showList(req: Request, res: Response, groups: GroupsOnly): Promise<void> {
  const list = await Promise.all(
    (await groups.list()).map(async (group) => ({
      ...group,
      sentence: await groups.describe(group.rule, viewerLanguage(res)),
    })),
  );
  const { saved } = readQuery(req, pageQuery);
  const t = translate(res);
  sendPage(req, res, {
    view: 'groups/groups',
    title: t('groups:title'),
    list,
    saved: saved === 'removed' && t('groups:saved.removed'),
  });
}

/** The form of a new group, with every value that a rule may have. */
export async function showNew(
  req: Request,
  res: Response,
  { interests }: GroupsDeps,
  form: TypedForm,
): Promise<void> {
  const language = viewerLanguage(res);
  sendPage(req, res, {
    view: 'groups/new-group',
    title: translate(res)('groups:new.title'),
    status: form.problems ? 400 : 200,
    ...form,
    topics: (await interests.topics()).map(({ key, ...names }) => ({
      value: `topic:${key}`,
      name: names[language],
    })),
    languages: languages.map((value) => ({ value: `language:${value}`, name: `common:language.${value}` })),
  });
}

/** One group: its rule as a sentence, and its size once that was asked for. */
export async function showGroup(
  req: Request,
  res: Response,
  deps: GroupsDeps,
  groups: GroupsOnly,
  group: Group,
  { audience, count }: Counting = {},
): Promise<void> {
  sendPage(req, res, {
    view: 'groups/group',
    title: group.name,
    group,
    sentence: await groups.describe(group.rule, viewerLanguage(res)),
    audiences: (await deps.audienceChoices()).map((choice) => ({
      ...choice,
      chosen: choice.purpose === audience,
    })),
    k: await smallestGroup(deps),
    ...(count && (await shownCount(res, groups, count))),
  });
}

/** The form to give a group another name. */
export function showName(req: Request, res: Response, group: Group, form: TypedForm): void {
  const title = translate(res)('groups:name.title');
  sendPage(req, res, { view: 'groups/name-group', title, group, status: form.problems ? 400 : 200, ...form });
}

/** Asks whether to delete the group. */
export function showRemove(req: Request, res: Response, group: Group): void {
  const title = translate(res)('groups:remove.title', { name: group.name });
  sendPage(req, res, { view: 'groups/remove-group', title, group });
}

// The refusal names the group it clashes with (SEG-4), or says its rule when that group is gone.
async function shownCount(res: Response, groups: GroupsOnly, count: Count) {
  if (count.kind === 'count') return { people: count.people, small: count.people < comfortable };
  const clash = count.clashesWith;
  if (!clash) return { tooFew: true };
  const named = (await groups.list()).find(
    ({ rule }) => rule.field === clash.field && rule.value === clash.value,
  );
  return { tooFew: true, clash: named?.name ?? (await groups.describe(clash, viewerLanguage(res))) };
}
