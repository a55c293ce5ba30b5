/** How many of an audience are interested in each topic, and how many of them strongly: each number behind the guard. */
import type { PurposeKey } from '../../consent/index.ts';
import { currentCut } from '../cut/current-cut.ts';
import type { Count, TopicStrength } from '../model.ts';
import type { GroupsRoom } from '../room.ts';
import { countIn } from './count-in-cut.ts';

/** In the order of the topics; all are asked for at all before any is asked for strongly, as that matters more. */
export async function topicStrengths(
  room: GroupsRoom,
  audience: PurposeKey,
): Promise<readonly TopicStrength[]> {
  const cut = await currentCut(room, audience);
  const topics = await room.interests.topics();
  const interested: Count[] = [];
  for (const { key } of topics)
    interested.push(await countIn(room, cut, { field: 'topic', value: key }, audience));
  const found: TopicStrength[] = [];
  for (const [index, topic] of topics.entries()) {
    const rule = { field: 'topic', value: topic.key, strength: 'strong' } as const;
    const strong = await countIn(room, cut, rule, audience);
    found.push({ topic, interested: interested[index]!, strong });
  }
  return found;
}
