/** Puts the inbox together: SMTP server, memory, folder, pages. For development and tests only. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { systemClock } from '../clock/index.ts';
import type { Router } from '../http/index.ts';
import { newId } from '../ids/index.ts';
import { readMail, type CaughtMail } from './caught-mail.ts';
import { inboxRoutes } from './inbox-routes.ts';
import { openMailFolder } from './mail-folder.ts';

export interface Inbox {
  readonly port: number;
  readonly smtpUrl: string;
  /** The pages under /inbox; they show every mail to everybody, so production must not mount them. */
  readonly routes: Router;
  /** What has come in, oldest first. */
  messages(): readonly CaughtMail[];
  /** Close whoever sends first, or this waits for the open lines. */
  close(): Promise<void>;
}

const mostMails = 500;

/** Listens on this machine only; `dataDir: null` keeps mails in memory, `port: 0` takes any free port. */
export async function openInbox({ dataDir, port }: { dataDir: string | null; port: number }): Promise<Inbox> {
  const folder = openMailFolder(dataDir === null ? null : join(dataDir, 'inbox'));
  const mails = await folder.load();
  let lastAt = mails.at(-1)?.receivedAt ?? new Date(0);
  const add = async (raw: Buffer, recipients: readonly string[]): Promise<void> => {
    // Each a moment later than the one before: files are put in order by their time.
    lastAt = new Date(Math.max(systemClock().getTime(), lastAt.getTime() + 1));
    const mail = await readMail({ id: newId(), receivedAt: lastAt, recipients, raw });
    await folder.keep(mail);
    mails.push(mail);
    await Promise.all(mails.splice(0, mails.length - mostMails).map(folder.drop));
  };
  const server = listen(add);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.server.address() as AddressInfo;
  return {
    port: taken,
    smtpUrl: `smtp://127.0.0.1:${taken}`,
    routes: inboxRoutes(() => mails),
    messages: () => mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function listen(add: (raw: Buffer, recipients: readonly string[]) => Promise<void>): SMTPServer {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideSMTPUTF8: true,
    logger: false,
    closeTimeout: 1000,
    onData: (stream, session, done) => {
      buffer(stream)
        .then((raw) =>
          add(
            raw,
            session.envelope.rcptTo.map(({ address }) => address),
          ),
        )
        .then(() => done(null), done);
    },
  });
  // A client that hangs up in the middle is no reason to fall over.
  server.on('error', () => undefined);
  return server;
}
