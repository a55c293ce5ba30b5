/** Finds in one content what has to be right before it goes out, each with its place (MAIL-15). */
import type { Language } from '../../platform/i18n/index.ts';
import { type Block, type Content, isGoodLink } from './blocks.ts';
import { hasNameWithoutFallback } from './fields.ts';
import { type LinkProblem, linkProblem } from './link-problem.ts';
import { brokenLinksIn, linksIn } from './markdown.ts';

/** The check that a problem belongs to. */
export type ProblemKind = 'subject' | 'preheader' | 'text' | 'images' | 'links' | 'names' | 'rendering';

export interface ContentProblem {
  readonly kind: ProblemKind;
  /** A translation key. */
  readonly key: string;
  /** What is wrong with it, in the words of the content. */
  readonly words?: string;
  /** The block's number, from 1; null for the content as a whole. */
  readonly block: number | null;
}

/** A problem and the version and language that it is in. */
export interface PlacedProblem extends ContentProblem {
  readonly version: string;
  readonly language: Language;
}

/** Words that say nothing of where a link leads (WCAG 2.4.4). */
const vague =
  /^(?:click here|here|this link|link|read more|more|klik hier|hier|deze link|lees meer|meer|lees verder)[\s.!…>»→]*$/i;

/** All problems of a content, in the order of reading; `isLive` says that it goes to real readers. */
export function findProblems(content: Content, isLive = false): readonly ContentProblem[] {
  const problems: ContentProblem[] = [];
  const whole = (kind: ProblemKind, key: string) => problems.push({ kind, key, block: null });
  if (content.subject === '') whole('subject', 'campaigns:problem.noSubject');
  if (content.preheader === '') whole('preheader', 'campaigns:problem.noPreheader');
  if (!content.blocks.some(hasWords)) whole('text', 'campaigns:problem.noText');
  if (hasNameWithoutFallback(content.subject)) whole('names', 'campaigns:problem.nameInSubject');
  content.blocks.forEach((block, index) => {
    for (const problem of blockProblems(block, isLive)) problems.push({ ...problem, block: index + 1 });
  });
  return problems;
}

type Found = Omit<ContentProblem, 'block'>;

function blockProblems(block: Block, isLive: boolean): readonly Found[] {
  switch (block.kind) {
    case 'image':
      return [
        ...when(!block.picture, { kind: 'images', key: 'campaigns:problem.noPicture' }),
        ...when(block.alt.trim() === '', { kind: 'images', key: 'campaigns:problem.noAlt' }),
        ...(block.link === '' ? [] : ownLink(block.link, block.alt, isLive)),
      ];
    case 'button':
      return [
        ...linkWords(block.label),
        ...ownLink(block.link, block.label, isLive),
        ...nameless(block.label),
      ];
    case 'text':
      return [
        ...when(block.text.trim() === '', { kind: 'text', key: 'campaigns:problem.emptyText' }),
        ...linksIn(block.text).flatMap(({ words, href }) => [
          ...linkWords(words),
          ...leads(linkProblem(href, isLive), words),
        ]),
        ...brokenLinksIn(block.text).flatMap((words) => leads('badLink', words)),
        ...nameless(block.text),
      ];
  }
}

function hasWords(block: Block): boolean {
  return (
    (block.kind === 'text' && block.text.trim() !== '') || (block.kind === 'button' && block.label !== '')
  );
}

/** The link of a picture or a button, which is a full https address. */
function ownLink(link: string, words: string, isLive: boolean): readonly Found[] {
  const problem = linkProblem(link, isLive);
  return leads(problem === null && !isGoodLink(link) ? 'badLink' : problem, words);
}

function leads(problem: LinkProblem | null, words: string): readonly Found[] {
  return problem ? [{ kind: 'links', key: `campaigns:problem.${problem}`, words }] : [];
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
