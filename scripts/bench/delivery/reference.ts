/** What the product is measured against, in a process of its own: nodemailer by itself, and a plain program. */
import { MongoClient } from 'mongodb';
import { createTransport } from 'nodemailer';
import { type Measured, memory } from './measured.ts';

export type Kind = 'raw pool' | 'compose' | 'plain program';

export interface Task {
  readonly kind: Kind;
  readonly smtpUrl: string;
  readonly mails: number;
  readonly html: string;
  readonly text: string;
  /** Of the plain program. */
  readonly uri: string;
}

const lines = 5;
const from = 'nieuws@lesfleurs.test';

process.on('message', (task: Task) => {
  void run(task).then(
    (measured) => process.send?.(measured),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(task: Task): Promise<Measured> {
  const transport = createTransport({
    ...{ url: task.smtpUrl, pool: true, maxConnections: lines, maxMessages: Infinity },
  });
  try {
    if (task.kind === 'plain program') return await plainProgram(task, (mail) => transport.sendMail(mail));
    const raw = task.kind === 'raw pool' ? await composedOnce(task) : null;
    return await measure(task.mails, lines * 2, async (n) => {
      const to = `reader${n}@lezers.test`;
      const mail = { from, to, subject: 'De pioenen zijn er', html: task.html, text: task.text };
      await transport.sendMail(raw ? { envelope: { from, to }, raw } : mail);
    });
  } finally {
    transport.close();
  }
}

async function composedOnce({ html, text }: Task): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composer.sendMail({ from, to: 'reader@lezers.test', subject: 'x', html, text });
  return message as Buffer;
}

/** Finds the next, composes, sends, updates one: as a first version of such a program does it, one after the other. */
async function plainProgram(
  { uri, mails, html, text }: Task,
  sendMail: (mail: object) => Promise<unknown>,
): Promise<Measured> {
  const client = await MongoClient.connect(uri);
  const rows = client.db().collection<{ _id: number; email: string; sent: boolean }>('bench_plain');
  await rows.deleteMany({});
  await rows.createIndex({ sent: 1 });
  await rows.insertMany(
    Array.from({ length: mails }, (_, n) => ({ _id: n, email: `reader${n}@lezers.test`, sent: false })),
  );
  const measured = await measure(mails, 1, async () => {
    const row = await rows.findOne({ sent: false });
    if (!row) throw new Error('no row is left');
    await sendMail({ from, to: row.email, subject: 'De pioenen zijn er', html, text });
    await rows.updateOne({ _id: row._id }, { $set: { sent: true, at: new Date() } });
  });
  await client.close();
  return measured;
}

/** Runs `one` so many times, some at once. */
async function measure(times: number, atOnce: number, one: (n: number) => Promise<void>): Promise<Measured> {
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  let next = 0;
  const worker = async () => {
    while (next < times) await one((next += 1));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    cpuUs: (user + system) / times,
    ...memory(),
  };
}
