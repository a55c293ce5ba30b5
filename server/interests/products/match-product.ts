/** Finds the topics of a product by its name, its number and its categories: a pure function of the table. */
import { fold } from '../../platform/text/index.ts';
import type { EntryId, Match, Product, TableEntry } from '../model.ts';

/** Shorter words must stand alone: 'ui' is not found in 'uitvaart'. */
const shortestBeginning = 4;

type Found = Pick<TableEntry, 'id' | 'topic'>;
interface Folded extends Found {
  readonly word: string;
}

/** The topics of a product, each with the entries that gave it; made once for many products. */
export function matcherOf(table: readonly TableEntry[]): (product: Product) => readonly Match[] {
  const ofKind = (wanted: TableEntry['kind'], plain: (text: string) => string): readonly Folded[] =>
    table
      .filter(({ kind }) => kind === wanted)
      .map(({ id, topic, word }) => ({ id, topic, word: plain(word) }));
  const words = ofKind('word', fold);
  const skus = ofKind('sku', plainSku);
  const categories = ofKind('category', fold);
  return ({ name = '', sku = '', categories: paths = [] }) =>
    byTopic([...inName(name, words), ...bySku(sku, skus), ...inCategories(paths, categories)]);
}

/** A product number as it is compared: capitals and spaces do not matter. */
export function plainSku(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase();
}

/**
 * Case and accents do not matter. A word is found where a word of the name is it or begins with it ('rozen' in
 * 'Rozenboeket'); words of fewer than 4 letters must be the whole word. Where several fit at the same place the longest
 * wins, so that 'rozenbottel' is not also 'rozen'.
 */
function inName(name: string, words: readonly Folded[]): readonly Found[] {
  return beginnings(fold(name)).flatMap((rest) => {
    const fitting = words.filter(({ word }) => fits(rest, word));
    const longest = Math.max(...fitting.map(({ word }) => word.length));
    return fitting.filter(({ word }) => word.length === longest);
  });
}

// 'rode rozen' gives 'rode rozen' and 'rozen', so that an entry may be several words.
function beginnings(folded: string): string[] {
  const parts = folded.split(' ');
  return parts.map((_, index) => parts.slice(index).join(' '));
}

function fits(rest: string, word: string): boolean {
  if (word === '') return false;
  return word.length < shortestBeginning ? `${rest} `.startsWith(`${word} `) : rest.startsWith(word);
}

/** The whole number, or its beginning where the entry ends in a star: 'ROS-*' fits 'ros-12-rood'. */
function bySku(sku: string, entries: readonly Folded[]): readonly Found[] {
  const plain = plainSku(sku);
  if (plain === '') return [];
  return entries.filter(({ word }) =>
    word.endsWith('*') ? plain.startsWith(word.slice(0, -1)) : plain === word,
  );
}

/** A category is found by its own name wherever it stands in a path such as 'Bloemen > Rozen'. */
function inCategories(paths: readonly string[], entries: readonly Folded[]): readonly Found[] {
  const names = new Set(paths.flatMap((path) => path.split(/[>/|]/)).map(fold));
  return entries.filter(({ word }) => names.has(word));
}

function byTopic(found: readonly Found[]): readonly Match[] {
  const entries = new Map<string, Set<EntryId>>();
  for (const { id, topic } of found) entries.set(topic, (entries.get(topic) ?? new Set()).add(id));
  return [...entries].map(([topic, ids]) => ({ topic, entries: [...ids] }));
}
