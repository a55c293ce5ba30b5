/** Selects who meets a rule, in memory and for this room alone; nothing of it leaves by the door (SEG-6). */
import type { PurposeKey } from '../consent/index.ts';
import type { SubscriberId } from '../platform/ids/index.ts';
import { allowedFields } from './allowed-fields.ts';
import type { Rule } from './model.ts';
import type { GroupsRoom } from './room.ts';

/** Everyone who receives the newsletter. */
export async function selectAudience(
  { consent }: GroupsRoom,
  audience: PurposeKey,
): Promise<ReadonlySet<SubscriberId>> {
  return toSet(consent.receivers(audience));
}

/** Who of the audience meets the rule. */
export async function selectMembers(
  room: GroupsRoom,
  rule: Rule,
  audience: ReadonlySet<SubscriberId>,
): Promise<ReadonlySet<SubscriberId>> {
  if (rule.field === 'topic') return interestedMembers(room, rule.value, audience);
  return toSet(room.subscribers.byLanguage(rule.value), (id) => audience.has(id));
}

// Each signal counts only while the person agrees to the purpose that it was collected for (SEG-8).
async function interestedMembers(
  { consent, interests }: GroupsRoom,
  topic: string,
  audience: ReadonlySet<SubscriberId>,
): Promise<ReadonlySet<SubscriberId>> {
  const members = new Set<SubscriberId>();
  for (const purpose of allowedFields.topic.coveredBy ?? []) {
    const agreed = await toSet(consent.receivers(purpose), (id) => audience.has(id));
    for await (const id of interests.interestedIn(topic, purpose)) if (agreed.has(id)) members.add(id);
  }
  return members;
}

async function toSet(
  ids: AsyncIterable<SubscriberId>,
  wanted: (id: SubscriberId) => boolean = () => true,
): Promise<Set<SubscriberId>> {
  const set = new Set<SubscriberId>();
  for await (const id of ids) if (wanted(id)) set.add(id);
  return set;
}
