/** Confirms just before the hand-over that people are still in the group they were put in at the freeze (CON-12). */
import type { Signal } from '../interests/index.ts';
import type { GroupId, MailingId, SubscriberId } from '../platform/ids/index.ts';
import { allowedFields } from './allowed-fields.ts';
import type { Rule } from './model.ts';
import type { GroupsRoom, StillIn } from './room.ts';

/** Asks about those people alone; nobody is in a group that is gone, and whoever was in one that is open to all stays. */
export async function confirmMembers(
  room: GroupsRoom,
  mailing: MailingId,
  ids: readonly GroupId[],
): Promise<StillIn> {
  const found = await room.store.findMany(ids);
  const rules = new Map<string, Rule>(found.map(({ id, rule }) => [id, rule]));
  room.log.debug({ mailing, groups: rules.size }, 'the groups of a mailing are confirmed');
  return async (given) => {
    const signals = await coveredSignals(room, [...given.keys()]);
    const meets = (person: SubscriberId, rule: Rule) =>
      rule.field !== 'topic' ||
      signals.some(({ subscriber, topic }) => subscriber === person && topic === rule.value);
    const still = [...given].filter(([person, group]) => {
      const rule = rules.get(group);
      return rule !== undefined && meets(person, rule);
    });
    return new Set(still.map(([person]) => person));
  };
}

// As at the freeze, each signal counts only while its person agrees to the purpose that it was collected for (SEG-8).
async function coveredSignals(
  { consent, interests }: GroupsRoom,
  people: readonly SubscriberId[],
): Promise<readonly Signal[]> {
  const signals = await interests.signalsAmong(people);
  const purposes = (allowedFields.topic.coveredBy ?? []).filter((key) =>
    signals.some(({ purpose }) => purpose === key),
  );
  const answers = new Map(
    await Promise.all(purposes.map(async (key) => [key, await consent.mayReceive(people, key)] as const)),
  );
  return signals.filter(
    ({ subscriber, purpose }) => (answers.get(purpose)?.get(subscriber) ?? 'no') !== 'no',
  );
}
