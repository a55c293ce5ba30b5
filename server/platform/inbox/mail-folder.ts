/** Keeps caught mails as .eml files, so that they are still there after a restart. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMail, type CaughtMail } from './caught-mail.ts';

interface MailFolder {
  load(): Promise<CaughtMail[]>;
  keep(mail: CaughtMail): Promise<void>;
  drop(mail: CaughtMail): Promise<void>;
}

// What a receiving server puts on top to say for whom it was (RFC 9228).
const envelopeLine = /^Delivered-To: (.*)\r\n/;

/** The folder, made where it lacks; without a folder nothing is kept. */
export function openMailFolder(dir: string | null): MailFolder {
  if (dir === null) {
    return { load: () => Promise.resolve([]), keep: () => Promise.resolve(), drop: () => Promise.resolve() };
  }
  return {
    load: async () => {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const names = (await readdir(dir)).filter((name) => /^\d+-[a-z2-7]{16}\.eml$/.test(name)).sort();
      return Promise.all(names.map((name) => load(dir, name)));
    },
    keep: (mail) =>
      writeFile(
        join(dir, nameOf(mail)),
        Buffer.concat([Buffer.from(`Delivered-To: ${mail.recipients.join(', ')}\r\n`), mail.raw]),
        { mode: 0o600 },
      ),
    drop: (mail) => rm(join(dir, nameOf(mail)), { force: true }),
  };
}

function nameOf({ receivedAt, id }: CaughtMail): string {
  return `${receivedAt.getTime()}-${id}.eml`;
}

async function load(dir: string, name: string): Promise<CaughtMail> {
  const file = await readFile(join(dir, name));
  const [line = '', recipients = ''] = envelopeLine.exec(file.subarray(0, 2000).toString()) ?? [];
  return readMail({
    id: name.slice(-20, -4),
    receivedAt: new Date(Number(name.split('-')[0])),
    recipients: recipients.split(', '),
    raw: file.subarray(Buffer.byteLength(line)),
  });
}
