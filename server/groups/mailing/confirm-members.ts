/** Confirms just before the hand-over that people are still in the group they were put in at the freeze (CON-12). */
import type { GroupId, MailingId, SubscriberId } from '../../platform/ids/index.ts';
import type { GroupsRoom, StillIn } from '../room.ts';
import { isOpen, meetsRule } from '../rules/meets-rule.ts';
import type { Rule } from '../rules/rule.ts';
import { type PersonFacts, valuesOf } from '../rules/values.ts';

/**
 * Asks about those people alone, of what is known and agreed to at this moment; nobody is in a group that is gone, and
 * whoever was in one that is open to all stays.
 */
export async function confirmMembers(
  room: GroupsRoom,
  mailing: MailingId,
  ids: readonly GroupId[],
): Promise<StillIn> {
  const found = await room.store.findMany(ids);
  const rules = new Map<string, Rule>(found.map(({ id, rule }) => [id, rule]));
  room.log.debug({ mailing, groups: rules.size }, 'the groups of a mailing are confirmed');
  return async (given) => {
    const facts = await factsOf(room, [...given.keys()]);
    const now = room.clock();
    const isIn = (person: SubscriberId, rule: Rule): boolean => {
      if (isOpen(rule)) return true;
      const about = facts.get(person);
      return about !== undefined && meetsRule(rule, valuesOf(about, now));
    };
    const still = [...given].filter(([person, group]) => {
      const rule = rules.get(group);
      return rule !== undefined && isIn(person, rule);
    });
    return new Set(still.map(([person]) => person));
  };
}

async function factsOf(
  { subscribers, consent, interests }: GroupsRoom,
  people: readonly SubscriberId[],
): Promise<ReadonlyMap<SubscriberId, PersonFacts>> {
  const [traits, agreed, signals] = await Promise.all([
    subscribers.traitsOf(people),
    consent.agreedAmong(people),
    interests.signalsAmong(people),
  ]);
  return new Map(
    traits.map((one) => {
      const own = signals.filter(({ subscriber }) => subscriber === one.id);
      return [one.id, { traits: one, agreed: agreed.get(one.id) ?? [], signals: own }];
    }),
  );
}
