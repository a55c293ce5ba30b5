/** Reads the journal's files back, whoever wrote them. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JournalLine } from './open-journal.ts';

export interface JournalFile {
  readonly file: string;
  readonly installation: string;
  /** Of which start of the database it is; a database that knows of fewer was restored. */
  readonly epoch: number;
  /** Whether the process that writes it still runs; unknown for another machine's. */
  readonly writer: 'alive' | 'gone' | 'elsewhere';
  /** How many lines it has. */
  readonly count: number;
  /** Those after the head, in their order; one that a crash tore is null. */
  readonly lines: readonly (JournalLine | null)[];
}

/** Every file in the folder, the oldest first, each from its head on; a folder that is not there has none. */
export async function readJournal(
  dir: string,
  heads: ReadonlyMap<string, number>,
): Promise<readonly JournalFile[]> {
  const names = await readdir(dir).catch(() => []);
  return Promise.all(
    names
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => readFile(dir, name, heads.get(name) ?? 0)),
  );
}

async function readFile(dir: string, file: string, head: number): Promise<JournalFile> {
  const lines: (JournalLine | null)[] = [];
  let count = 0;
  let owner: Owner = {};
  for await (const text of createInterface({ input: createReadStream(join(dir, file)) })) {
    if (count === 0) owner = (parse(text) ?? {}) as Owner;
    if (count >= head) lines.push(parse(text));
    count += 1;
  }
  const { installation = '', epoch = 0 } = owner;
  return { file, installation, epoch, writer: writerOf(owner), count, lines };
}

function parse(text: string): JournalLine | null {
  try {
    return JSON.parse(text) as JournalLine;
  } catch {
    return null;
  }
}

interface Owner {
  readonly installation?: string;
  readonly epoch?: number;
  readonly host?: string;
  readonly pid?: number;
}

function writerOf({ host, pid }: Owner): JournalFile['writer'] {
  if (host !== hostname() || pid === undefined) return 'elsewhere';
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM' ? 'alive' : 'gone';
  }
}
