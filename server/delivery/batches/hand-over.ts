/** Hands one person's mail over, at most once. */
import type { ComposedMail, SendResult } from '../../platform/mail/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { Recipient } from '../recipients/batch-rows-store.ts';
import { providerOf } from '../figures/providers.ts';
import type { BatchRun } from './batch-run.ts';
import {
  type Held,
  nextRecipient,
  type RecipientEvent,
  type RowChange,
  type Skipped,
} from '../recipients/recipient-state.ts';
import type { Room } from '../room.ts';
import { pauseMailing } from '../mailings/start-mailing.ts';

export interface Outcome {
  readonly before: Recipient;
  readonly change: RowChange;
  /** Where the mail was handed over to; missing where none was. */
  readonly email?: string;
}

export interface ToHandOver {
  readonly row: Recipient;
  /** Missing when they are gone. */
  readonly person: Subscriber | undefined;
  /** Missing when they may not receive it any more. */
  readonly version: string | undefined;
  /** Why they do not get it although they agreed. */
  readonly held: Held | undefined;
}

/** After so many connection errors in a row the mailing pauses (DEL-5). */
const mostUnreachable = 10;

/** What became of the row; null when it was not ours to send any more. */
export async function handOver(
  room: Room,
  run: BatchRun,
  { row, person, version, held }: ToHandOver,
): Promise<Outcome | null> {
  const after = (before: Recipient, event: RecipientEvent): Outcome | null => {
    const change = nextRecipient(before, event, room.clock(), room.random);
    return change && { before, change };
  };
  if (!person) return after(row, { kind: 'skip' });
  if (version === undefined || held) {
    return after(row, { kind: 'skip', why: version === undefined ? await whyNot(room, person) : held });
  }
  const mail = await compose(room, run, person, version);
  if (!mail) return after(row, { kind: 'unusable' });

  const begun = nextRecipient(row, { kind: 'hand-over' }, room.clock());
  const provider = providerOf(person.email);
  if (!begun || !(await room.batchRows.mark(run.batch, row, { ...begun, version, provider }))) return null;
  const result = await send(room, mail);
  await noteReach(room, run, result);
  const outcome = after({ ...row, ...begun, version }, { kind: 'answer', result });
  return outcome && { ...outcome, email: person.email };
}

/** Why somebody who was to get it may not any more. */
async function whyNot({ consent }: Room, { email }: Subscriber): Promise<Skipped> {
  return (await consent.blockedWays(email)).includes('email') ? 'suppressed' : 'left';
}

/** Null when the mail cannot be made, such as with a line break in a header (SEC-2): that is this person's row alone. */
async function compose(
  { mailer, log }: Room,
  { mailing, render }: BatchRun,
  subscriber: Subscriber,
  version: string,
): Promise<ComposedMail | null> {
  try {
    return await mailer.compose(await render({ subscriber, version }));
  } catch (err) {
    log.error({ err, mailing: mailing.id }, 'a mail cannot be made');
    return null;
  }
}

/** The mailer does not throw; if it does all the same, nobody knows what left. */
async function send({ mailer, log }: Room, mail: ComposedMail): Promise<SendResult> {
  try {
    return await mailer.send(mail);
  } catch (err) {
    log.error({ err }, 'the mailer failed');
    return { kind: 'uncertain', reply: '' };
  }
}

async function noteReach(room: Room, run: BatchRun, { kind }: SendResult): Promise<void> {
  const { id } = run.mailing;
  const times = kind === 'unreachable' ? (room.unreachable.get(id) ?? 0) + 1 : 0;
  room.unreachable.set(id, times);
  if (times < mostUnreachable || run.stopped) return;
  run.stopped = true;
  room.unreachable.delete(id);
  room.log.error({ mailing: id }, 'the SMTP server cannot be reached: the mailing is paused');
  await pauseMailing(room, id, 'delivery:paused.unreachable');
}
