/** A local file beside one claim of a batch: a line before each hand-over and one after it, which outlive the process. */
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import type { SendResult } from '../../platform/mail/index.ts';
import type { Batch } from '../batches/batches-store.ts';
import { thisProcess, type Owner } from './this-process.ts';

/** One mail of a claim: the number of its window, and its row's place in the batch. */
export interface Mail {
  readonly window: number;
  readonly place: number;
}

/** The first line: whose file it is. */
export interface Header extends Owner {
  readonly mailing: Batch['mailing'];
  readonly number: number;
}

export interface Line extends Mail {
  /** What became of it; missing in the line before the hand-over. */
  readonly result?: SendResult;
}

export interface HandOverFile {
  readonly id: string;
  /** Notes that the hand-over begins; false where the file was sealed meanwhile: then it must not. Throws where the disk refuses. */
  begin(mail: Mail): boolean;
  /** Notes what became of it. */
  end(mail: Mail, result: SendResult): void;
  /** Nothing more is written. */
  close(): void;
  /** All that it says is in the database. */
  remove(): void;
}

/**
 * Opens a new file at `path`, which nobody knows before. The system's own memory is enough for what must outlive a
 * process, so that no line waits for the disk; the boot in the header tells when that memory was lost.
 */
export function openHandOverFile(path: string, id: string, { mailing, number }: Batch): HandOverFile {
  const file = openSync(path, 'ax', 0o600);
  const inode = statSync(path, { bigint: true }).ino;
  const write = (line: Header | Line): void => {
    // The break comes first: after a write that failed half-way, the next line is whole all the same.
    const text = Buffer.from(`\n${JSON.stringify(line)}`);
    if (writeSync(file, text) < text.length) throw new Error('the hand-over file cannot be written');
  };
  const isSealed = () => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino !== inode;
  let closed = false;
  const close = () => {
    if (!closed) closeSync(file);
    closed = true;
  };
  write({ ...thisProcess, mailing, number });
  return {
    id,
    begin: (mail) => {
      if (closed) return false;
      write(mail);
      // In this order: whoever seals the file reads it afterwards, so that one of the two knows of the other.
      return !isSealed();
    },
    end: (mail, result) => {
      if (!closed) write({ ...mail, result: withoutAddresses(result) });
    },
    close,
    remove: () => {
      close();
      rmSync(path, { force: true });
    },
  };
}

/** Servers repeat the recipient's address in their replies. */
function withoutAddresses(result: SendResult): SendResult {
  return { ...result, reply: result.reply.replace(/[^\s<>]*@[^\s<>]*/g, '…') };
}
