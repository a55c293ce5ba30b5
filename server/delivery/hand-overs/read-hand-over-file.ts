/** Reads what a lost worker's hand-over file says, line by line, torn ones left out. */
import { readFileSync, renameSync } from 'node:fs';
import type { SendResult } from '../../platform/mail/index.ts';
import type { Header, Line, Mail } from './hand-over-file.ts';
import { thisProcess } from './this-process.ts';

/** What is known of one mail: its answer, that it never began, or nothing. */
export type Known = SendResult | 'not begun' | 'unknown';

/** Where nothing can be read, nothing is known. */
export const knowsNothing = (): Known => 'unknown';

/**
 * Seals the file at `path` by renaming it, so that its worker, should it live, begins nothing more; then says of each
 * mail what the file knows. That a mail never began is only believed of this start of this machine.
 */
export function sealAndRead(path: string, sealedPath: string): (mail: Mail) => Known {
  const sealed = seal(path, sealedPath);
  const [header, ...lines] = readLines(sealed ? sealedPath : path);
  if (!header || !('boot' in header)) return knowsNothing;
  const absenceTells = sealed && header.boot === thisProcess.boot;
  const known = new Map<string, Known>();
  for (const line of lines as Line[]) known.set(keyOf(line), line.result ?? 'unknown');
  return (mail) => known.get(keyOf(mail)) ?? (absenceTells ? 'not begun' : 'unknown');
}

/** The first line; null where it is not there or torn. */
export function readHeader(path: string): Header | null {
  const [header] = readLines(path);
  return header && 'boot' in header ? header : null;
}

function seal(path: string, sealedPath: string): boolean {
  try {
    renameSync(path, sealedPath);
    return true;
  } catch (error) {
    // Sealed before, by somebody who did not come to an end; or it is not on this machine.
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function readLines(path: string): (Header | Line)[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Header | Line];
    } catch {
      return [];
    }
  });
}

function keyOf({ window, place }: Mail): string {
  return `${window}.${place}`;
}
