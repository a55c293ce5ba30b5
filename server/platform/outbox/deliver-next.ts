/** Sends one mail of the outbox: claimed by a lease first, so that it leaves once however many processes work. */
import type { Clock } from '../clock/index.ts';
import type { Log } from '../log/index.ts';
import { nextTry, type ComposedMail, type Mailer, type SendResult } from '../mail/index.ts';
import type { OutboxRow, OutboxStore } from './outbox-store.ts';

export interface OutboxContext {
  readonly store: OutboxStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: Log;
}

/** Claims the mail that has waited longest and sends it; false when none is due. */
export async function deliverNext(outbox: OutboxContext): Promise<boolean> {
  const { store, mailer, clock, log } = outbox;
  const row = await store.claim(clock());
  if (!row) return false;
  const composed = await compose(outbox, row);
  if (!composed) {
    await store.end(row, { state: 'refused', code: 'not composed', at: clock() });
  } else if (await store.handOver(row, clock())) {
    const result = await mailer.send(composed);
    if (result.kind !== 'accepted')
      log.warn({ result: result.kind }, 'a mail of the outbox was not accepted');
    await record(store, row, result, clock());
  }
  return true;
}

/** A mail that cannot be composed will never be: it ends, and the others go on. */
async function compose({ mailer, log }: OutboxContext, { mail }: OutboxRow): Promise<ComposedMail | null> {
  try {
    return await mailer.compose(mail);
  } catch (err) {
    log.error({ err }, 'a mail of the outbox cannot be composed');
    return null;
  }
}

async function record(store: OutboxStore, row: OutboxRow, result: SendResult, now: Date): Promise<void> {
  if (result.kind === 'accepted') return store.remove(row);
  if (result.kind === 'uncertain') return store.end(row, { state: 'uncertain', code: '', at: now });
  const code = result.kind === 'refused' ? result.code : '';
  const again = result.kind === 'refused' && result.permanent ? null : nextTry(row.tries, row.createdAt, now);
  return again ? store.putBack(row, again) : store.end(row, { state: 'refused', code, at: now });
}
