/** Text in pieces: what is alike in many mails is encoded once, what differs is encoded alone and put in between. */
import { encode, wrap } from 'nodemailer/lib/qp';

/** Words that stand in many mails; their encoded form is made once, when it is first needed. */
export interface AlikeText {
  readonly text: string;
  encoded(): Buffer;
}

/** A text, or its pieces in turn: words that are alike in many mails, and a person's own. */
export type Pieces = string | readonly (AlikeText | string)[];

/** Words for many mails. */
export function alike(text: string): AlikeText {
  let bytes: Buffer | undefined;
  return { text, encoded: () => (bytes ??= quotedPrintable(text)) };
}

/** Of the standard's 76, three are left: one that nodemailer takes where four-byte letters end a line, two for a dot at its beginning. */
const longestLine = 73;
const needsNoCode = /^[\x21-\x3c\x3e-\x7e]*$/;
const softBreak = Buffer.from('=\r\n');

/** The pieces in quoted-printable (RFC 2045 §6.7); each begins a line of its own, which readers put together again. */
export function encodePieces(pieces: Pieces): Buffer[] {
  if (typeof pieces === 'string') return [quotedPrintable(pieces)];
  const encoded: Buffer[] = [];
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? quotedPrintable(piece) : piece.encoded();
    if (bytes.length === 0) continue;
    if (encoded.length > 0) encoded.push(softBreak);
    encoded.push(bytes);
  }
  return encoded;
}

/**
 * Lines of at most 76 characters. No space or tab follows another one or ends a line, so that these bytes are their own
 * relaxed form and can be hashed as they are (RFC 6376 §3.4.4); none begins with a dot, which would have to be doubled
 * on the line (RFC 5321 §4.5.2).
 */
function quotedPrintable(text: string): Buffer {
  // Addresses of pages, of which every mail has several, need no more than short lines.
  const lines = needsNoCode.test(text)
    ? (text.match(/.{1,72}/g) ?? []).join('=\r\n')
    : wrap(encodeLetters(text), longestLine);
  return Buffer.from(lines.replace(/^\./gm, '=2E'), 'latin1');
}

function encodeLetters(text: string): string {
  const encoded = encode(text.replace(/\r\n|\r|\n/g, '\r\n'));
  return encoded.replace(/(?<= ) |\t/g, (space) => (space === ' ' ? '=20' : '=09'));
}
