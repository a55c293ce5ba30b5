/** Reads the Markdown of a statement: as HTML for its page, and as blocks of plain words to compare. */
import MarkdownIt, { type Token } from 'markdown-it';

// No HTML and no pictures: a statement loads nothing from anywhere.
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable('image');

/** A heading, a paragraph, an item of a list or a row of a table. */
export interface Block {
  readonly kind: 'heading' | 'words';
  readonly text: string;
}

/** HTML for the page; the page has its own first heading. */
export function toHtml(text: string): string {
  const tokens = markdown.parse(text, {});
  for (const token of tokens) if (token.tag === 'h1') token.tag = 'h2';
  return markdown.renderer.render(tokens, markdown.options, {});
}

/** The blocks from the top down, without marks; the cells of a row are one block. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let row: string[] | null = null;
  let isHeading = false;
  for (const token of markdown.parse(text, {})) {
    if (token.type === 'tr_open') row = [];
    else if (token.type === 'tr_close') {
      blocks.push({ kind: 'words', text: row!.filter(Boolean).join('; ') });
      row = null;
    } else if (token.type === 'heading_open') isHeading = true;
    else if (token.type === 'heading_close') isHeading = false;
    else if (row && token.type === 'inline') row.push(wordsOf(token));
    else if (token.type === 'inline')
      blocks.push({ kind: isHeading ? 'heading' : 'words', text: wordsOf(token) });
    else if (token.type === 'fence' || token.type === 'code_block')
      blocks.push({ kind: 'words', text: token.content.trim() });
  }
  return blocks.filter(({ text: words }) => words !== '');
}

/** The words of a line; of a link also where it leads, which is part of what is said. */
function wordsOf({ children }: Token): string {
  let href = '';
  const parts = (children ?? []).map((child) => {
    if (child.type === 'softbreak' || child.type === 'hardbreak') return ' ';
    if (child.type === 'link_open') href = String(child.attrGet('href') ?? '');
    if (child.type === 'link_close') return ` (${href})`;
    return child.content;
  });
  return parts.join('').replace(/\s+/g, ' ').trim();
}
