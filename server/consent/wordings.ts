/** What a wording is known by: the hash of its words. */
import type { Language } from '../platform/i18n/index.ts';
import { hashOf } from './proof/hash-line.ts';
import type { Wording } from './words.ts';

/** The words for one language, before they are published. */
export interface NewWording {
  readonly language: Language;
  readonly label: string;
  readonly text: string;
}

/** The hash under which a wording is known: SHA-256 of its canonical JSON, in hex. */
export function hashOfWording({ purpose, language, label, text }: Omit<Wording, 'hash'>): string {
  return hashOf({ purpose, language, label, text });
}
