/** Sends one mail of the outbox: claimed by a lease first, so that it leaves once however many processes work. */
import type { Clock } from '../clock/index.ts';
import type { SubscriberId } from '../ids/index.ts';
import type { Log } from '../log/index.ts';
import {
  nextTry,
  statusOf,
  type ComposedMail,
  type Mailer,
  type Random,
  type RefusalStatus,
  type SendResult,
} from '../mail/index.ts';
import type { OutboxRow, OutboxStore } from './outbox-store.ts';

interface OutboxContext {
  readonly store: OutboxStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly answered: Answered;
}

/** Told what a server said of a mail about a subscriber; `refused` is null where it was accepted. */
export type Answered = (mail: {
  readonly subscriber: SubscriberId;
  readonly email: string;
  readonly refused: RefusalStatus | null;
}) => Promise<void>;

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
    await record(outbox, row, result);
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

async function record(outbox: OutboxContext, row: OutboxRow, result: SendResult): Promise<void> {
  const { store, random } = outbox;
  const now = outbox.clock();
  if (result.kind === 'accepted') {
    await store.remove(row);
    return tell(outbox, row, null);
  }
  if (result.kind === 'uncertain') return store.end(row, { state: 'uncertain', code: '', at: now });
  const code = result.kind === 'refused' ? result.code : '';
  const isFinal = result.kind === 'refused' && result.permanent;
  const again = isFinal ? null : nextTry(row.tries, row.createdAt, now, random);
  if (again) return store.putBack(row, again);
  await store.end(row, { state: 'refused', code, at: now });
  if (result.kind === 'refused') await tell(outbox, row, statusOf(code));
}

async function tell(
  { answered }: OutboxContext,
  { about, mail }: OutboxRow,
  refused: RefusalStatus | null,
): Promise<void> {
  if (about) await answered({ subscriber: about, email: mail.to.address, refused });
}
