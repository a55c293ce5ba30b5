/** The encodings and delimiters that shops' files come in. */

export const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof encodings)[number];

export const delimiters = [';', ',', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/** How the bytes of a file become rows. */
export interface FileFormat {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
}
