/** Reads an upload row by row as a stream, so that memory does not grow with the file. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import type { FileFormat } from './encodings.ts';

export interface FileRow {
  /** As a spreadsheet counts: the headers are row 1. */
  readonly number: number;
  readonly cells: readonly string[];
  /** How much of the file has been read for it, in bytes. */
  readonly bytes: number;
}

/** The file does not hold rows that can be told apart; `row` is the last one that could be read. */
export class UnreadableFile extends Error {
  readonly row: number;
  constructor(row: number) {
    super('a row of the file cannot be read');
    this.row = row;
  }
}

// A quote that is never closed would make one row of all that follows.
const longestRow = 1_000_000;

/** All rows, the headers included; rows without any text and a first line `sep=;` are left out. Closes the source. */
export async function* readRows(
  source: Readable,
  { encoding, delimiter }: FileFormat,
): AsyncGenerator<FileRow> {
  let bytes = 0;
  let number = 0;
  const count = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRow,
  });
  pipeline(source, count, iconv.decodeStream(encoding), parser, () => undefined); // errors reach the loop below
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (number === 0 && /^sep=.?$/i.test(cells[0]!)) continue;
      number += 1;
      if (cells.some((cell) => cell.trim() !== '')) yield { number, cells, bytes };
    }
  } catch (error) {
    throw error instanceof CsvError ? new UnreadableFile(number) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}
