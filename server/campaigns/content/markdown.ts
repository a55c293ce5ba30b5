/** Turns what staff write into HTML: Markdown without HTML and pictures, and what comes out is sanitised once more. */
import MarkdownIt, { type StateInline, type Token } from 'markdown-it';
import sanitize from 'sanitize-html';
import { fieldAt } from './fields.ts';
import type { Slot, Slots } from './slots.ts';

const markdown = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable(['image', 'table']);
markdown.inline.ruler.before('escape', 'field', readField);
markdown.renderer.rules['field'] = (tokens, index, _options, env) =>
  (env as { slots: Slots }).slots.mark(slotOf(tokens[index]!));

const tags = [
  'h1',
  'h2',
  'h3',
  'p',
  'br',
  'strong',
  'em',
  's',
  'a',
  'ul',
  'ol',
  'li',
  'blockquote',
  'code',
  'pre',
  'hr',
];
const schemes = ['http', 'https', 'mailto', 'tel'];

/** A mail carries its own style on each element: most readers drop everything else. */
const ink = '#1b241d';
const mailStyles: Readonly<Record<string, string>> = {
  h1: `margin:24px 0 8px;font:700 30px/36px Helvetica,Arial,sans-serif;letter-spacing:-0.5px;color:${ink}`,
  h2: `margin:16px 0 4px;font:700 20px/28px Helvetica,Arial,sans-serif;color:${ink}`,
  h3: `margin:16px 0 4px;font:700 17px/26px Helvetica,Arial,sans-serif;color:${ink}`,
  p: 'margin:0 0 12px',
  a: 'color:#1f5733',
  ul: 'margin:0 0 12px;padding:0 0 0 22px',
  ol: 'margin:0 0 12px;padding:0 0 0 22px',
  li: 'margin:0 0 4px',
  blockquote: 'margin:0 0 12px;padding:0 0 0 16px;border-left:4px solid #dce3de',
  hr: 'margin:16px 0;border:0;border-top:1px solid #dce3de',
};

/** HTML for a page of ours, without any style of its own. */
export function markdownToHtml(text: string, slots: Slots): string {
  return sanitize(markdown.render(text, { slots }), {
    allowedTags: tags,
    allowedAttributes: { a: ['href', 'title'] },
    allowedSchemes: schemes,
  });
}

/** HTML for a mail, with the style on each element. */
export function markdownToMailHtml(text: string, slots: Slots): string {
  return sanitize(markdownToHtml(text, slots), {
    allowedTags: tags,
    allowedAttributes: { a: ['href', 'title', 'style'], '*': ['style'] },
    allowedSchemes: schemes,
    parseStyleAttributes: false,
    transformTags: { '*': (tagName, attribs) => ({ tagName, attribs: withStyle(tagName, attribs) }) },
  });
}

export interface WrittenLink {
  readonly words: string;
  readonly href: string;
}

/** The links in a text, with the words that they stand under. */
export function linksIn(text: string): readonly WrittenLink[] {
  const links: { words: string; href: string }[] = [];
  for (const { children } of markdown.parse(text, {})) {
    let link: { words: string; href: string } | null = null;
    for (const token of children ?? []) {
      if (token.type === 'link_open')
        links.push((link = { words: '', href: String(token.attrGet('href') ?? '') }));
      else if (token.type === 'link_close') link = null;
      else if (link) link.words += wordsOf(token);
    }
  }
  return links;
}

/** What was meant as a link and is none, because its address cannot be read as one: the words that it stands under. */
export function brokenLinksIn(text: string): readonly string[] {
  return markdown.parse(text, {}).flatMap(({ children }) => {
    const words = (children ?? []).map((token) => (token.type === 'text' ? token.content : ' ')).join('');
    return [...words.matchAll(/\[([^\]]+)\]\(/g)].map((match) => match[1]!);
  });
}

function withStyle(tag: string, attribs: Record<string, string>): Record<string, string> {
  const style = mailStyles[tag];
  return style ? { ...attribs, style } : attribs;
}

function slotOf(token: Token): Slot {
  return (token.meta as { slot: Slot }).slot;
}

function wordsOf(token: Token): string {
  return token.type === 'field' ? slotOf(token).name : token.content;
}

/** A rule of markdown-it: a field is one token, so that its fallback is not read as Markdown. */
function readField(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '{') return false;
  const found = fieldAt(state.src, state.pos);
  if (!found) return false;
  if (!silent) state.push('field', '', 0).meta = { slot: found.slot };
  state.pos = found.end;
  return true;
}
