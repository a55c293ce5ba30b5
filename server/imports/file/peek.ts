/** Guesses a file's delimiter and shows its first rows, so that a person can see whether it is read rightly. */
import type { Readable } from 'node:stream';
import { delimiters, type Delimiter, type Encoding, type FileFormat } from './encodings.ts';
import { readRows, UnreadableFile } from './read-rows.ts';

export interface Peek {
  readonly headers: readonly string[];
  /** The first rows, and after them some with letters such as é that show whether the encoding is right. */
  readonly rows: readonly (readonly string[])[];
}

const firstRows = 5;
const accentedRows = 3;
const furthestRow = 2000;

/** The delimiter that splits the first row into the most columns. */
export async function guessDelimiter(open: () => Readable, encoding: Encoding): Promise<Delimiter> {
  let best: { delimiter: Delimiter; columns: number } = { delimiter: ';', columns: 0 };
  for (const delimiter of delimiters) {
    const columns = (await peek(open(), { encoding, delimiter }, 1)).headers.length;
    if (columns > best.columns) best = { delimiter, columns };
  }
  return best.delimiter;
}

/** The headers and some rows; empty where the file cannot be read this way. */
export async function peek(source: Readable, format: FileFormat, furthest = furthestRow): Promise<Peek> {
  let headers: readonly string[] = [];
  const rows: (readonly string[])[] = [];
  try {
    for await (const { number, cells } of readRows(source, format)) {
      if (headers.length === 0) headers = cells.map((cell) => cell.trim());
      else if (rows.length < firstRows || (rows.length < firstRows + accentedRows && cells.some(isAccented)))
        rows.push(cells);
      if (number >= furthest || rows.length >= firstRows + accentedRows) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
  }
  return { headers, rows };
}

/** Whether the text has letters beyond plain English, which only the right encoding shows. */
export function isAccented(text: string): boolean {
  return /[^\p{ASCII}]/u.test(text);
}
