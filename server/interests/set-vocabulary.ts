/** Sets the topics and the product words. */
import { Invalid } from '../platform/errors/index.ts';
import { fold } from '../platform/text/index.ts';
import type { ProductWord, Topic } from './model.ts';
import type { InterestsRoom } from './room.ts';

/** Adds the topic, or renames the one with its key; throws Invalid when the key is not a slug or a name is empty. */
export async function defineTopic({ store }: InterestsRoom, topic: Topic): Promise<void> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(topic.key))
    throw new Invalid({ nl: { key: 'interests:problem.topicName' } });
  for (const language of ['nl', 'en'] as const) {
    if (topic[language].trim() === '') throw new Invalid({ [language]: { key: 'common:error.required' } });
  }
  await store.saveTopic(topic);
}

/** Replaces all product words; the same word twice for a topic counts once. */
export async function setProductWords(
  { db, store }: InterestsRoom,
  list: readonly ProductWord[],
): Promise<void> {
  const topics = new Set((await store.topics()).map(({ key }) => key));
  for (const { word, topic } of list) {
    if (!topics.has(topic)) throw new Invalid({ words: { key: 'interests:problem.unknownTopic' } });
    if (fold(word) === '')
      throw new Invalid({ [`words-${topic}`]: { key: 'interests:problem.word', values: { word } } });
  }
  const once = new Map(
    list.map(({ word, topic }) => [`${topic} ${fold(word)}`, { word: word.trim(), topic }]),
  );
  await db.transaction((tx) => store.replaceProductWords([...once.values()], tx));
}

/** The key of a new topic, from its Dutch name: 'Planten & potten' becomes 'planten-potten'. */
export function topicKey(name: string): string {
  return fold(name)
    .replace(/[^a-z0-9 ]/g, '')
    .trim()
    .replaceAll(' ', '-');
}
