/** Finds the topics in the name of a product. */
import { fold } from '../platform/text/index.ts';
import type { ProductWord } from './model.ts';

/** Shorter words must stand alone: 'ui' is not found in 'uitvaart'. */
const shortestBeginning = 4;

/**
 * The topics of a product, in the order in which their words appear. Case and accents do not matter. A word is found
 * where a word of the text is it or begins with it ('rozen' in 'Rozenboeket'); words of fewer than 4 letters must be
 * the whole word. Where several fit at the same place the longest wins, so that 'rozenbottel' is not also 'rozen'.
 */
export function topicsInText(text: string, words: readonly ProductWord[]): readonly string[] {
  const entries = words.map(({ word, topic }) => ({ word: fold(word), topic }));
  const found = new Set<string>();
  for (const rest of beginnings(fold(text))) {
    const fitting = entries.filter(({ word }) => fits(rest, word));
    const longest = Math.max(...fitting.map(({ word }) => word.length));
    for (const { word, topic } of fitting) if (word.length === longest) found.add(topic);
  }
  return [...found];
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
