/** What a version is made of: blocks of text, pictures and buttons, with a subject and a preheader. */
import type { FileId } from '../../platform/ids/index.ts';

export const blockKinds = ['text', 'image', 'button'] as const;
export type BlockKind = (typeof blockKinds)[number];

/** Markdown: headings, bold, lists, links. */
export interface TextBlock {
  readonly id: string;
  readonly kind: 'text';
  readonly text: string;
}

export interface ImageBlock {
  readonly id: string;
  readonly kind: 'image';
  /** Null until a picture was chosen. */
  readonly picture: FileId | null;
  readonly alt: string;
  /** Where it leads; empty for nowhere. */
  readonly link: string;
}

export interface ButtonBlock {
  readonly id: string;
  readonly kind: 'button';
  readonly label: string;
  readonly link: string;
}

export type Block = TextBlock | ImageBlock | ButtonBlock;

/** One version in one language. */
export interface Content {
  readonly subject: string;
  /** The line that inboxes show after the subject. */
  readonly preheader: string;
  readonly blocks: readonly Block[];
}

export const noContent: Content = { subject: '', preheader: '', blocks: [] };

/** A fresh block of the kind, with nothing in it. */
export function emptyBlock(kind: BlockKind, id: string): Block {
  if (kind === 'text') return { id, kind, text: '' };
  if (kind === 'image') return { id, kind, picture: null, alt: '', link: '' };
  return { id, kind, label: '', link: '' };
}

/** Whether a picture or a button may lead there: a full https address. */
export function isGoodLink(link: string): boolean {
  return /^https:\/\/[^\s"'<>]+$/i.test(link) && URL.canParse(link);
}
