/** Makes and renames groups; a group's rule never changes, so that its name keeps meaning the same people. */
import { isDuplicateKey } from '../platform/db/index.ts';
import { Invalid } from '../platform/errors/index.ts';
import { newId, type GroupId } from '../platform/ids/index.ts';
import type { Group } from './model.ts';
import type { GroupsRoom } from './room.ts';
import { type Rule, ruleSchema, termsOf } from './rules/rule.ts';

const longestName = 80;

/** Throws Invalid for an empty, long or taken name, and for a rule that is not allowed (SEG-8). */
export async function createGroup(room: GroupsRoom, input: { name: string; rule: Rule }): Promise<Group> {
  const name = checkName(input.name);
  const rule = await checkRule(room, input.rule);
  const group: Group = { id: newId<GroupId>(), name, rule, createdAt: room.clock() };
  await refuseTakenName(() => room.store.add(group));
  return group;
}

/** Throws Invalid like createGroup, and NotFound. */
export async function renameGroup(room: GroupsRoom, id: GroupId, name: string): Promise<void> {
  const checked = checkName(name);
  await refuseTakenName(() => room.store.rename(id, checked));
}

function checkName(text: string): string {
  const name = text.trim();
  if (name === '') throw new Invalid({ name: { key: 'common:error.required' } });
  if (name.length > longestName) throw new Invalid({ name: { key: 'common:error.tooLong' } });
  return name;
}

/** The rule as it is kept; throws Invalid for fields and values that are not there (SEG-8). */
export async function checkRule({ interests }: Pick<GroupsRoom, 'interests'>, rule: unknown): Promise<Rule> {
  const parsed = ruleSchema.safeParse(rule);
  if (!parsed.success) throw new Invalid({ rule: { key: problemOf(parsed.error.issues) } });
  const topics = new Set((await interests.topics()).map(({ key }) => key));
  const unknown = termsOf(parsed.data).some(({ field, value }) => field === 'topic' && !topics.has(value));
  if (unknown) throw new Invalid({ rule: { key: 'groups:problem.value' } });
  return parsed.data;
}

function problemOf(issues: readonly { readonly message: string }[]): string {
  return issues.some(({ message }) => message === 'groups:problem.deep')
    ? 'groups:problem.deep'
    : 'groups:problem.field';
}

async function refuseTakenName(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw isDuplicateKey(error) ? new Invalid({ name: { key: 'groups:problem.nameTaken' } }) : error;
  }
}
