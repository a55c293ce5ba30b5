/** Waits for the end of a round's mailing. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MailingId } from '../../../server/platform/ids/index.ts';
import type { Stage } from './stage.ts';

const patienceMs = 60_000;

/** Lets time go by quickly for mails that wait for their next try, until the mailing is finished; false when it never is. */
export async function finish({ db, delivery }: Stage, mailing: MailingId): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const progress = await delivery.progress(mailing);
    if (progress?.state === 'finished') return true;
    if (progress?.state === 'paused')
      await delivery.resume(mailing, { kind: 'program', because: 'crash test' });
    const now = new Date();
    const [rows, batches] = ['recipients', 'mailing_batches'].map((name) => db.connection.collection(name));
    await rows!.updateMany(
      { '_id.m': mailing as never, state: 'pending', nextTryAt: { $gt: now } },
      { $set: { nextTryAt: now } },
    );
    await batches!.updateMany(
      { mailing, state: 'open', notBefore: { $gt: now } },
      { $set: { notBefore: now } },
    );
    await sleep(200);
  }
  return false;
}
