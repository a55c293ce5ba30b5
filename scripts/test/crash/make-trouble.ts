/** Makes the trouble of one round: workers are killed or stand still, the database is killed, people leave. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../../server/platform/db/index.ts';
import type { MailingId } from '../../../server/platform/ids/index.ts';
import { leaseMs, peopleOf, type PersonRow } from './open-worker.ts';
import type { Workers } from './processes.ts';
import type { Stage } from './stage.ts';

/** What happens in a round, besides what the mail server does and people who leave. */
export const kinds = ['kill', 'stall', 'kill and stall', 'database'] as const;
export type Kind = (typeof kinds)[number];

const troubleMs = 3500;

/** Answers how many workers were killed. */
export async function makeTrouble(
  { db, workers }: Stage,
  kind: Kind,
  mailing: MailingId,
  killDatabase: () => Promise<void>,
): Promise<number> {
  let kills = 0;
  const atOnce = Math.random() < 0.3;
  while (!atOnce && !(await isSending(db, mailing))) await sleep(20);
  if (kind === 'database') {
    await killDatabase();
    return kills;
  }
  const until = performance.now() + troubleMs;
  const underWay: Promise<void>[] = [];
  while (performance.now() < until && !(await isFinished(db, mailing))) {
    await sleep(100 + Math.random() * 500);
    await leave(db, mailing);
    const what = kind === 'kill and stall' && Math.random() < 0.5 ? 'stall' : kind;
    if (what === 'stall') underWay.push(stall(workers));
    const victim = what === 'stall' ? null : workers.any();
    if (!victim) continue;
    victim.signal('SIGKILL');
    kills += 1;
  }
  await Promise.all(underWay);
  return kills;
}

/** Trouble at once mostly meets the freeze, and later the sending. */
async function isSending(db: Db, mailing: MailingId): Promise<boolean> {
  const begun = { '_id.m': mailing as never, state: 'accepted' };
  return (await db.connection.collection('recipients').findOne(begun)) !== null;
}

async function isFinished(db: Db, mailing: MailingId): Promise<boolean> {
  const ended = { _id: mailing as never, state: 'finished' };
  return (await db.connection.collection('mailings').findOne(ended)) !== null;
}

/** Stands still past its lease, and goes on as if nothing had been. */
async function stall(workers: Workers): Promise<void> {
  const victim = workers.any();
  victim?.signal('SIGSTOP');
  await sleep(leaseMs * 1.4);
  victim?.signal('SIGCONT');
}

/** A few people leave. */
async function leave(db: Db, mailing: MailingId): Promise<void> {
  const stay = { mailing, left: false };
  const some = await peopleOf(db)
    .aggregate<PersonRow>([{ $match: stay }, { $sample: { size: 2 } }])
    .toArray();
  await peopleOf(db).updateMany({ _id: { $in: some.map(({ _id }) => _id) } }, { $set: { left: true } });
}
