/** The folder of hand-over files on this machine: one for each claim of a batch under way, and those of lost workers. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../../platform/ids/index.ts';
import type { Batch } from '../batches/batches-store.ts';
import { type HandOverFile, type Header, openHandOverFile } from './hand-over-file.ts';
import { knowsNothing, readHeader, sealAndRead } from './read-hand-over-file.ts';
import { isGone } from './this-process.ts';

export type HandOverFolder = ReturnType<typeof openHandOverFolder>;

/** Opens it; it is made with its first file. */
export function openHandOverFolder(dir: string) {
  const pathOf = (id: string) => join(dir, `${id}.jsonl`);
  const sealedPathOf = (id: string) => join(dir, `${id}.sealed.jsonl`);
  /** Files of claims that this process could not bring to an end. */
  const givenUp = new Set<string>();
  const all = (): { readonly id: string; readonly header: Header | null }[] =>
    namesIn(dir).flatMap((name) => {
      const id = /^([a-z2-7]+)(?:\.sealed)?\.jsonl$/.exec(name)?.[1];
      return id ? [{ id, header: readHeader(join(dir, name)) }] : [];
    });
  return {
    newId: (): string => newId(),
    open: (batch: Batch): HandOverFile => {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      return openHandOverFile(pathOf(batch.file), batch.file, batch);
    },
    giveUp: (id: string): void => void givenUp.add(id),
    /** Files of workers that are certainly gone: their batches need not wait for the end of the lease. */
    left: (): string[] => [
      ...givenUp,
      ...all().flatMap(({ id, header }) => (header && isGone(header) ? [id] : [])),
    ],
    /** Keeps a worker that may still live from beginning anything, and says what its file knows. */
    sealAndRead: (id: string) =>
      /^[a-z2-7]+$/.test(id) ? sealAndRead(pathOf(id), sealedPathOf(id)) : knowsNothing,
    remove: (id: string): void => {
      givenUp.delete(id);
      for (const path of [pathOf(id), sealedPathOf(id)]) rmSync(path, { force: true });
    },
    all,
  };
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
