/** Looks at the bytes of an upload as they pass and finds out which encoding they are in. */
import type { Encoding } from './encodings.ts';

interface EncodingWatch {
  /** Hands the bytes on as they are. */
  pass(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
  /** To be asked once all has passed; null when it is no text, such as a spreadsheet or an archive. */
  found(): Encoding | null;
}

/** Starts a watch: a byte order mark decides, else whether everything is valid UTF-8, else it is Windows-1252. */
export function watchEncoding(): EncodingWatch {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let start = Buffer.alloc(0);
  let validUtf8 = true;
  let hasZero = false;
  const look = (chunk: Buffer): void => {
    if (start.length < 2) start = Buffer.concat([start, chunk.subarray(0, 2)]);
    hasZero ||= chunk.includes(0);
    validUtf8 &&= decodes(utf8, chunk);
  };
  return {
    pass: async function* (chunks) {
      for await (const chunk of chunks) {
        look(chunk);
        yield chunk;
      }
    },
    found: () => {
      if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
      if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
      if (hasZero) return null;
      return validUtf8 ? 'utf-8' : 'windows-1252';
    },
  };
}

function decodes(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer): boolean {
  try {
    decoder.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}
