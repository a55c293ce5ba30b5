/** Writes rows as a CSV file. */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/** As Dutch Excel opens it; a cell such as `=1+1` is made inert (SEC-4). Where the rows fail, the file breaks off with the error. */
export function csvOf(rows: AsyncIterable<readonly string[]>): Readable {
  const file = stringify({ delimiter: ';', bom: true, record_delimiter: 'windows', escape_formulas: true });
  return pipeline(Readable.from(rows), file, () => undefined);
}
