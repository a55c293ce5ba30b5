/** Says whether an upload holds an address, so that erasure and access reach files too (PRIV-1, PRIV-3). */
import { domainToUnicode } from 'node:url';
import type { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import type { Encoding } from './encodings.ts';

/** Looks through the whole file for the address in either form of its domain; capitals do not matter. */
export async function mentionsAddress(source: Readable, encoding: Encoding, email: string): Promise<boolean> {
  const forms = formsOf(email);
  const longest = Math.max(...forms.map((form) => form.length));
  const decoder = iconv.getDecoder(encoding);
  let carried = '';
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      const text = carried + decoder.write(chunk).toLowerCase();
      if (forms.some((form) => text.includes(form))) return true;
      carried = text.slice(-longest); // an address may be split over two chunks
    }
    return false;
  } finally {
    source.destroy();
  }
}

function formsOf(email: string): readonly string[] {
  const at = email.lastIndexOf('@');
  return [email, `${email.slice(0, at)}@${domainToUnicode(email.slice(at + 1))}`];
}
