/** Hands one person's mail over, at most once. */
import type { ComposedMail, SendResult } from '../../platform/mail/index.ts';
import type { Subscriber } from '../../subscribers/index.ts';
import type { Recipient } from '../recipients/batch-rows-store.ts';
import type { RecipientEvent, RowChange } from '../recipients/recipient-state.ts';
import type { Room } from '../room.ts';
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

/** What happens to a marked row; `begun` is told when its mail is about to leave. */
export async function handOver(
  room: Room,
  run: BatchRun,
  row: Recipient,
  look: () => Promise<Answers>,
  begun: () => void,
): Promise<Happened> {
  const answers = await look();
  const decision = await decide(room, answers, row);
  if (decision.kind === 'skip') return { event: decision };
  // It was marked for another version: the next window takes it up with the right one.
  if (decision.version !== row.version) return { event: { kind: 'not begun' } };
  const mail = await compose(room, run, decision.person, decision.version);
  if (!mail) return { event: { kind: 'unusable' } };
  const which = { window: run.windows, place: row.place };
  if (!mayBegin(room, run, answers) || !begins(run, which)) return { event: { kind: 'not begun' } };
  begun();
  const result = await send(room, run, mail);
  note(room, () => run.file.end(which, result));
  return { event: { kind: 'answer', result }, email: decision.person.email };
}

/** By a clock that nobody can set: nothing begins past the lease (DEL-3), or by an answer that grew old (MAIL-13). */
function mayBegin(
  { stopping, stopwatch }: Room,
  { stopped, leaseEndsAt }: BatchRun,
  { askedAt }: Answers,
): boolean {
  const now = stopwatch();
  return !stopping && !stopped && now < leaseEndsAt && now - askedAt < oldestAnswerMs;
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

/** The mailer does not throw; if it does all the same, nobody knows what left. Nor where the program cannot wait longer. */
async function send(
  { mailer, log, stopwatch, patience }: Room,
  run: BatchRun,
  mail: ComposedMail,
): Promise<SendResult> {
  const nobodyKnows: SendResult = { kind: 'uncertain', reply: '' };
  try {
    const answer = mailer.send(mail, () => stopwatch() < run.leaseEndsAt);
    return await Promise.race([answer, patience.over.then(() => nobodyKnows)]);
  } catch (err) {
    log.error({ err }, 'the mailer failed');
    return nobodyKnows;
  }
}
