/** Counts a rule within an audience: behind the guard, and once a day (SEG-2 to SEG-5). */
import type { PurposeKey } from '../consent/index.ts';
import { fingerprint } from './fingerprints.ts';
import { guard, type Verdict } from './guard.ts';
import type { Count, Rule } from './model.ts';
import type { GroupsRoom } from './room.ts';
import { selectAudience, selectMembers } from './select-members.ts';

/** However the settings were changed: below ten people a number tells of persons (SEG-2). */
const floor = 10;

/** The answer given earlier today, or a new one that is kept for the day. */
export async function countGroup(room: GroupsRoom, rule: Rule, audience: PurposeKey): Promise<Count> {
  const day = room.clock().toISOString().slice(0, 10);
  const known = await room.store.answerOf(day, audience, rule);
  if (known) return known;
  await room.store.forgetDaysBefore(day);
  return countAnew(room, rule, audience, day);
}

/** The smallest number of people that is shown. */
export async function smallestGroup({ settings }: Pick<GroupsRoom, 'settings'>): Promise<number> {
  return Math.max(floor, (await settings.current()).minimumGroup);
}

async function countAnew(room: GroupsRoom, rule: Rule, audience: PurposeKey, day: string): Promise<Count> {
  const k = await smallestGroup(room);
  const everyone = await selectAudience(room, audience);
  const selected = await selectMembers(room, rule, everyone);
  const members = new Set([...selected].map((id) => fingerprint(day, id)));
  return room.db.transaction(async (tx) => {
    await room.store.takeTurn(day, audience, tx);
    const meanwhile = await room.store.answerOf(day, audience, rule, tx);
    if (meanwhile) return meanwhile;
    const earlier = (await room.store.countedOn(day, audience, tx))
      .filter(({ answer }) => answer.kind === 'count')
      .map((counted) => ({ definition: counted.rule, members: counted.members }));
    const answer = toCount(guard(members, everyone.size, earlier, k), k);
    const shown = answer.kind === 'count' ? members : new Set<string>();
    await room.store.keepCounted({ day, audience, rule, answer, members: shown }, tx);
    return answer;
  });
}

function toCount(verdict: Verdict<Rule>, k: number): Count {
  if (verdict.kind === 'count') return verdict;
  return verdict.kind === 'clash'
    ? { kind: 'too-few', k, clashesWith: verdict.with }
    : { kind: 'too-few', k };
}
