/** The journal: append-only files outside the database with what must outlive it, one file a process. */
import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

/** One line: a kind and ids, never an address. */
export type JournalLine = Readonly<Record<string, unknown>> & { readonly kind: string };

export interface Journal {
  /** Writes the lines and waits until the disk has them (fsync); lines of callers at the same time share one. */
  append(lines: readonly JournalLine[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens this process's own file in `dir`, which is made where it lacks. */
export async function openJournal(dir: string): Promise<Journal> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = await open(join(dir, `${Date.now()}-${randomUUID().slice(0, 8)}.jsonl`), 'a', 0o600);
  await keepEntry(dir);
  let waiting: string[] = [];
  let next: Promise<void> | null = null;
  let writing: Promise<void> = Promise.resolve();
  let torn = false;

  const flush = async (): Promise<void> => {
    const text = waiting.join('');
    waiting = [];
    next = null;
    const wasTorn = torn;
    torn = true;
    // After a write that failed half-way, the next line begins on a line of its own.
    await file.appendFile(wasTorn ? `\n${text}` : text);
    await file.datasync();
    torn = false;
  };
  return {
    append: (lines) => {
      waiting.push(...lines.map((line) => JSON.stringify(line) + '\n'));
      next ??= writing = writing.catch(() => undefined).then(flush);
      return next;
    },
    close: async () => {
      await writing.catch(() => undefined);
      await file.close();
    },
  };
}

// A new file is only there for good once its folder is on the disk too (fsync(2)).
async function keepEntry(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  await folder.sync().finally(() => folder.close());
}
