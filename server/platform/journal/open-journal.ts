/** Opens this process's own journal file, and writes to it so that the disk has it before anybody goes on. */
import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** One line: a kind and ids, never an address. */
export type JournalLine = Readonly<Record<string, unknown>> & { readonly kind: string };

/** How much of a file the database knows of. */
export interface JournalHead {
  readonly file: string;
  /** So many lines from its beginning are done: written to the database as well, or taken back. */
  readonly lines: number;
}

export interface Journal {
  readonly dir: string;
  /**
   * Writes the lines and waits until the disk has them (fsync); callers at the same time share one. What they announce
   * is then done, and told to be done by calling the answer.
   */
  append(lines: readonly JournalLine[]): Promise<() => void>;
  head(): JournalHead;
  close(): Promise<void>;
}

/** Opens a new file in `dir`, which is made where it lacks; its first line says whose it is and of which start. */
export async function openJournal(dir: string, installation: string, at: Date, epoch = 0): Promise<Journal> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const name = `${at.getTime()}-${randomUUID().slice(0, 8)}.jsonl`;
  const file = await open(join(dir, name), 'a', 0o600);
  await keepEntry(dir);
  let waiting: string[] = [];
  let next: Promise<void> | null = null;
  let writing: Promise<void> = Promise.resolve();
  let torn = false;
  let written = 0;
  const underWay = new Set<number>();

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
  const append: Journal['append'] = async (lines) => {
    const first = written;
    written += lines.length;
    underWay.add(first);
    waiting.push(...lines.map((line) => JSON.stringify(line) + '\n'));
    next ??= writing = writing.catch(() => undefined).then(flush);
    await next;
    return () => void underWay.delete(first);
  };

  const owner = { installation, epoch, host: hostname(), pid: process.pid };
  (await append([{ kind: 'open', ...owner, at }]))();
  return {
    dir,
    append,
    head: () => ({ file: name, lines: Math.min(written, ...underWay) }),
    close: async () => {
      // Whoever reads it later knows then that nothing is on its way any more.
      await append([{ kind: 'close' }]).catch(() => undefined);
      await file.close();
    },
  };
}

// A new file is only there for good once its folder is on the disk too (fsync(2)).
async function keepEntry(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  await folder.sync().finally(() => folder.close());
}
