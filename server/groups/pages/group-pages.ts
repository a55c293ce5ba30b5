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
} from '../../platform/http/index.ts';
import { smallestGroup } from '../guard/count-in-cut.ts';
import type { Count, Group, TopicStrength } from '../model.ts';
import type { Groups, GroupsDeps } from '../room.ts';
import { isOpen } from '../rules/meets-rule.ts';
import { ruleChoices } from './rule-choices.ts';
import type { RuleForm } from './rule-form.ts';
import { shownCount } from './shown-count.ts';
import { shownStrengths } from './shown-strengths.ts';

/** What the pages need of the room's functions. */
export type GroupsOnly = Omit<Groups, 'routes'>;

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
  /** There is no cut yet to count from. */
  readonly waiting?: boolean;
  /** How strong topics are in the whole audience. */
  readonly strengths?: readonly TopicStrength[];
  /** Of a rule that is not saved yet. */
  readonly sentence?: string;
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

/** The form of a new group: rows with every value that a rule may have, and beside it the size once it was asked for. */
export async function showNew(
  req: Request,
  res: Response,
  deps: GroupsDeps,
  groups: GroupsOnly,
  rule: RuleForm,
  { count, ...typed }: TypedForm & Counting,
): Promise<void> {
  const t = translate(res);
  const topics = await deps.interests.topics();
  const choices = ruleChoices(topics, viewerLanguage(res), t);
  sendPage(req, res, {
    view: 'groups/new-group',
    title: t('groups:new.title'),
    status: typed.problems ? 400 : 200,
    ...typed,
    join: rule.join,
    ruleRows: rule.rows.map(({ how, what }, index) => ({
      ...{ how, index, number: index + 1, what: what.map((chosen) => ({ chosen })) },
    })),
    choices,
    noTopics: topics.length === 0,
    ...(await audiencesAndK(deps, typed.audience)),
    ...(count && (await shownCount(res, groups, count))),
  });
}

/** One group: its rule as a sentence, and its size once that was asked for; that alone where the page is there already. */
export async function showGroup(
  req: Request,
  res: Response,
  deps: GroupsDeps,
  groups: GroupsOnly,
  group: Group,
  { audience, count, strengths, waiting }: Counting = {},
): Promise<void> {
  const onPage = req.get('HX-Request') === 'true';
  sendPage(req, res, {
    ...(onPage ? { view: 'groups/counted', layout: 'bare' } : { view: 'groups/group', exchanges: true }),
    title: group.name,
    group,
    open: isOpen(group.rule),
    sentence: await groups.describe(group.rule, viewerLanguage(res)),
    ...(await audiencesAndK(deps, audience)),
    ...(count && (await shownCount(res, groups, count))),
    waiting,
    strengths: strengths && shownStrengths(res, strengths),
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

async function audiencesAndK(deps: GroupsDeps, audience: string | undefined) {
  const choices = await deps.audienceChoices();
  return {
    audiences: choices.map((choice) => ({ ...choice, chosen: choice.purpose === audience })),
    k: await smallestGroup(deps),
  };
}
