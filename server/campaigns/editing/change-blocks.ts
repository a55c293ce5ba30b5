/** What the editor's buttons do to a content: add, move and remove blocks. */
import { newId } from '../../platform/ids/index.ts';
import { type Block, type BlockKind, blockKinds, type Content, emptyBlock } from '../content/blocks.ts';

export interface ChangedContent {
  readonly content: Content;
  /** The block to show afterwards. */
  readonly open: string | null;
}

/** The content after the button; a button that is about something else changes nothing. */
export function changeBlocks(content: Content, act: string, about: string): ChangedContent {
  const kind = blockKinds.find((known) => act === `add-${known}`);
  if (kind) return addBlock(content, kind);
  if (act === 'up' || act === 'down') return moveBlock(content, about, act === 'up' ? -1 : 1);
  if (act === 'remove')
    return { content: { ...content, blocks: content.blocks.filter(({ id }) => id !== about) }, open: null };
  return { content, open: null };
}

function addBlock(content: Content, kind: BlockKind): ChangedContent {
  const block = emptyBlock(kind, newId());
  return { content: { ...content, blocks: [...content.blocks, block] }, open: block.id };
}

function moveBlock(content: Content, id: string, by: -1 | 1): ChangedContent {
  const from = content.blocks.findIndex((block) => block.id === id);
  const to = from + by;
  const blocks: Block[] = [...content.blocks];
  if (from >= 0 && to >= 0 && to < blocks.length) blocks.splice(to, 0, ...blocks.splice(from, 1));
  return { content: { ...content, blocks }, open: id };
}
