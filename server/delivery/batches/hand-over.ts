/** Hands one person's mail over, at most once. */
import type { ComposedMail, Send, SendResult } from '../../platform/mail/index.ts';
import type { Recipient } from '../recipients/batch-rows-store.ts';
import type { RecipientEvent, RowChange } from '../recipients/recipient-state.ts';
import type { Room } from '../room.ts';
import type { RenderedFor } from '../words.ts';
import type { BatchRun } from './batch-run.ts';
import { type Answers, decide, oldestAnswerMs } from './decide.ts';

/** What becomes of a row. */
export interface Outcome {
  readonly before: Recipient;
  readonly change: RowChange;
  /** Where the mail was handed over to; missing where none was. */
  readonly email?: string | undefined;
}

/** What happened to a row in its window. */
export interface Happened {
  readonly event: RecipientEvent;
  /** Where its mail was handed over to. */
  readonly email?: string;
}

/** What happens to a marked row, whose mail `send` may hand over; `begun` is told right before its first byte leaves. */
export async function handOver(
  room: Room,
  run: BatchRun,
  row: Recipient,
  look: () => Promise<Answers>,
  send: Send,
  begun: () => void,
): Promise<Happened> {
  const answers = await look();
  const decision = await decide(room, answers, row);
  if (decision.kind === 'skip') return { event: decision };
  // It was marked for another version: the next window takes it up with the right one.
  if (decision.version !== row.version) return { event: { kind: 'not begun' } };
  const mail = await compose(room, run, decision);
  if (!mail) return { event: { kind: 'unusable' } };
  // By an answer that grew old it would go to people who have left meanwhile (MAIL-13).
  if (room.stopwatch() - answers.askedAt >= oldestAnswerMs) return { event: { kind: 'not begun' } };
  const which = { window: run.windows, place: row.place };
  let isLeaving: boolean | null = null;
  const mayLeave = (): boolean => {
    isLeaving = mayBegin(room, run) && begins(run, which);
    if (isLeaving) begun();
    return isLeaving;
  };
  const result = await patiently(room, send(mail, mayLeave));
  if (isLeaving === false || (!result && isLeaving === null)) return { event: { kind: 'not begun' } };
  const answer = result ?? nobodyKnows;
  note(room, () => run.file.end(which, answer));
  return { event: { kind: 'answer', result: answer }, email: decision.subscriber.email };
}

/** By a clock that nobody can set: nothing begins past the lease (DEL-3). */
function mayBegin({ stopping, stopwatch }: Room, { stopped, leaseEndsAt }: BatchRun): boolean {
  return !stopping && !stopped && stopwatch() < leaseEndsAt;
}

/** A file that was sealed says that somebody took the batch over. */
function begins(run: BatchRun, which: { window: number; place: number }): boolean {
  if (run.file.begin(which)) return true;
  run.stopped = true;
  return false;
}

/** The outcome is known all the same; only a crash before it is written would make it uncertain. */
function note({ log }: Room, write: () => void): void {
  try {
    write();
  } catch (err) {
    log.error({ err }, 'an outcome cannot be noted in the hand-over file');
  }
}

/** Null when the mail cannot be made, such as with a line break in a header (SEC-2): that is this person's row alone. */
async function compose(
  { mailer, log }: Room,
  { mailing, render }: BatchRun,
  person: RenderedFor,
): Promise<ComposedMail | null> {
  try {
    return await mailer.compose(await render(person));
  } catch (err) {
    log.error({ err, mailing: mailing.id }, 'a mail cannot be made');
    return null;
  }
}

const nobodyKnows: SendResult = { kind: 'uncertain', reply: '' };

/** The mailer does not throw; if it does all the same, nobody knows what left. Null where the program cannot wait longer. */
async function patiently({ log, patience }: Room, answer: Promise<SendResult>): Promise<SendResult | null> {
  try {
    return await patience.waitFor(answer);
  } catch (err) {
    log.error({ err }, 'the mailer failed');
    return null;
  }
}
