/** Finds in one content what has to be right before it goes out, each with its place (MAIL-15). */
import { type Block, type Content, isGoodLink } from './blocks.ts';
import { hasNameWithoutFallback } from './fields.ts';
import { linksIn } from './markdown.ts';

/** The check that a problem belongs to. */
export type ProblemKind = 'subject' | 'preheader' | 'text' | 'images' | 'links' | 'names';

export interface ContentProblem {
  readonly kind: ProblemKind;
  /** A translation key. */
  readonly key: string;
  /** What is wrong with it, in the words of the content. */
  readonly words?: string;
  /** The block's number, from 1; null for the content as a whole. */
  readonly block: number | null;
}

/** Words that say nothing of where a link leads (WCAG 2.4.4). */
const vague =
  /^(?:click here|here|this link|link|read more|more|klik hier|hier|deze link|lees meer|meer|lees verder)[\s.!…>»→]*$/i;

/** All problems of a content, in the order of reading. */
export function findProblems(content: Content): readonly ContentProblem[] {
  const problems: ContentProblem[] = [];
  const whole = (kind: ProblemKind, key: string) => problems.push({ kind, key, block: null });
  if (content.subject === '') whole('subject', 'campaigns:problem.noSubject');
  if (content.preheader === '') whole('preheader', 'campaigns:problem.noPreheader');
  if (!content.blocks.some(hasWords)) whole('text', 'campaigns:problem.noText');
  if (hasNameWithoutFallback(content.subject)) whole('names', 'campaigns:problem.nameInSubject');
  content.blocks.forEach((block, index) => {
    for (const problem of blockProblems(block)) problems.push({ ...problem, block: index + 1 });
  });
  return problems;
}

type Found = Omit<ContentProblem, 'block'>;

function blockProblems(block: Block): readonly Found[] {
  switch (block.kind) {
    case 'image':
      return [
        ...when(!block.picture, { kind: 'images', key: 'campaigns:problem.noPicture' }),
        ...when(block.alt.trim() === '', { kind: 'images', key: 'campaigns:problem.noAlt' }),
        ...when(block.link !== '' && !isGoodLink(block.link), {
          kind: 'links',
          key: 'campaigns:problem.badLink',
          words: block.alt,
        }),
      ];
    case 'button':
      return [
        ...linkWords(block.label),
        ...when(!isGoodLink(block.link), {
          kind: 'links',
          key: 'campaigns:problem.badLink',
          words: block.label,
        }),
        ...nameless(block.label),
      ];
    case 'text':
      return [
        ...when(block.text.trim() === '', { kind: 'text', key: 'campaigns:problem.emptyText' }),
        ...linksIn(block.text).flatMap(({ words, href }) => [
          ...linkWords(words),
          ...when(!/^(?:https?|mailto|tel):/i.test(href), {
            kind: 'links',
            key: 'campaigns:problem.badLink',
            words,
          }),
        ]),
        ...nameless(block.text),
      ];
  }
}

function hasWords(block: Block): boolean {
  return (
    (block.kind === 'text' && block.text.trim() !== '') || (block.kind === 'button' && block.label !== '')
  );
}

function linkWords(words: string): readonly Found[] {
  if (words.trim() === '') return [{ kind: 'links', key: 'campaigns:problem.noLinkWords' }];
  return when(vague.test(words.trim()), {
    kind: 'links',
    key: 'campaigns:problem.vagueLink',
    words: words.trim(),
  });
}

function nameless(text: string): readonly Found[] {
  return when(hasNameWithoutFallback(text), { kind: 'names', key: 'campaigns:problem.nameWithoutFallback' });
}

function when(wrong: boolean, found: Found): readonly Found[] {
  return wrong ? [found] : [];
}
