/** Sets the topics and the table of product words. */
import { Invalid } from '../../platform/errors/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { fold } from '../../platform/text/index.ts';
import { groupBy } from '../group-by.ts';
import type { EntryKind, ProductWord, TableEntry, Topic } from '../model.ts';
import type { InterestsRoom } from '../room.ts';
import { matcherOf, plainSku } from './match-product.ts';
import type { TableChange } from './vocabulary-store.ts';

/** Adds the topic, or renames the one with its key; throws Invalid when the key is not a slug or a name is empty. */
export async function defineTopic({ vocabulary }: InterestsRoom, topic: Topic): Promise<void> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(topic.key))
    throw new Invalid({ nl: { key: 'interests:problem.topicName' } });
  for (const language of ['nl', 'en'] as const) {
    if (topic[language].trim() === '') throw new Invalid({ [language]: { key: 'common:error.required' } });
  }
  await vocabulary.saveTopic(topic);
}

/**
 * Replaces the whole table; the same entry twice for a topic counts once. An entry that is now of another topic stays
 * the same entry, so that its signals follow it (follow-table.ts).
 */
export async function setProductWords(
  { db, vocabulary, unmatched }: InterestsRoom,
  list: readonly ProductWord[],
): Promise<void> {
  const topics = new Set((await vocabulary.topics()).map(({ key }) => key));
  const wanted = list.map(({ kind = 'word', word, topic }) => ({ kind, word: word.trim(), topic }));
  for (const { kind, word, topic } of wanted) {
    if (!topics.has(topic)) throw new Invalid({ words: { key: 'interests:problem.unknownTopic' } });
    if (plain(kind, word).replace('*', '') === '')
      throw new Invalid({
        [fieldOf(kind, topic)]: { key: 'interests:problem.word', values: { word } },
      });
  }
  await db.transaction(async (tx) =>
    vocabulary.changeTable(changeOf(await vocabulary.table(tx), wanted), tx),
  );
  const match = matcherOf(await vocabulary.table());
  const waiting = (await unmatched.list(1000)).map(({ name }) => name);
  await unmatched.forget(waiting.filter((name) => match({ name }).length > 0));
}

/** The field of the form that holds the entries of a kind and a topic. */
export function fieldOf(kind: EntryKind, topic: string): string {
  return `${fieldNames[kind]}-${topic}`;
}

const fieldNames = { word: 'words', sku: 'skus', category: 'categories' } as const;

/** The key of a new topic, from its Dutch name: 'Planten & potten' becomes 'planten-potten'. */
export function topicKey(name: string): string {
  return fold(name)
    .replace(/[^a-z0-9 ]/g, '')
    .trim()
    .replaceAll(' ', '-');
}

type Entry = Required<ProductWord>;

/** What has to change in the table to make it the wanted one. */
export function changeOf(table: readonly TableEntry[], wanted: readonly Entry[]): TableChange {
  const nameOf = ({ kind, word }: Entry) => `${kind} ${plain(kind, word)}`;
  const change = { added: [] as TableEntry[], moved: [] as TableEntry[], reworded: [] as TableEntry[] };
  const rest = groupBy(table, nameOf);
  for (const [name, same] of groupBy(wanted, nameOf)) {
    const once = [...new Map(same.map((entry) => [entry.topic, entry])).values()];
    const before = rest.get(name) ?? [];
    const free = before.filter(({ topic }) => !once.some((entry) => entry.topic === topic));
    for (const entry of once) {
      const stays = before.find(({ topic }) => topic === entry.topic);
      const moves = stays ? undefined : free.shift();
      if (moves) change.moved.push({ ...moves, ...entry });
      else if (!stays) change.added.push({ ...entry, id: newId() });
      else if (stays.word !== entry.word) change.reworded.push({ ...stays, ...entry });
    }
    rest.set(name, free);
  }
  return { ...change, removed: [...rest.values()].flat().map(({ id }) => id) };
}

function plain(kind: EntryKind, word: string): string {
  return kind === 'sku' ? plainSku(word) : fold(word);
}
