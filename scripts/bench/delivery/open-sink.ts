/** The SMTP server that takes all mails, in a process of its own: the one that comes with this script, or Postfix's smtp-sink. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { freePort } from '../../../server/platform/mongod/index.ts';
import { forkScript } from '../../lib/fork-script.ts';
import type { SinkStatus } from './sink.ts';

export interface Sink {
  readonly smtpUrl: string;
  /** How many mails it has taken. */
  arrived(): Promise<number>;
  close(): void;
}

/** Starts it, and says which it is; `program` is the path of smtp-sink, missing for the one that is installed, if any. */
export function openSink(program = installedSink()): Promise<Sink> {
  console.log(program ? "Sink: Postfix's smtp-sink." : 'Sink: the one that comes with this script.');
  return program ? openSmtpSink(program) : openOwnSink();
}

/** Debian's package postfix puts it into /usr/sbin, which is not in everybody's PATH. */
function installedSink(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, 'smtp-sink')).find(existsSync);
}

async function openOwnSink(): Promise<Sink> {
  const sink = forkScript(import.meta.url, 'sink');
  const status = () => sink.ask<SinkStatus>({});
  return {
    smtpUrl: `smtp://127.0.0.1:${(await status()).port}`,
    arrived: async () => (await status()).mails,
    close: () => sink.end(),
  };
}

/** With -c it says after each mail how many it has: 'sess=3 quit=2 mesg=4711'. */
async function openSmtpSink(program: string): Promise<Sink> {
  const port = await freePort();
  // It does not run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(program, ['-c', ...user, `127.0.0.1:${port}`, '100'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('smtp-sink has ended')));
  });
  ended.catch(() => undefined);
  let mails = 0;
  let rest = '';
  child.stdout.setEncoding('latin1').on('data', (told: string) => {
    const lines = (rest + told).split('\r');
    rest = lines.pop()!;
    mails = Number(/mesg=(\d+)/.exec(lines.at(-1) ?? '')?.[1] ?? mails);
  });
  await Promise.race([listening(port), ended]);
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    // What it wrote last may still be on its way.
    arrived: async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return mails;
    },
    close: () => void child.kill(),
  };
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
