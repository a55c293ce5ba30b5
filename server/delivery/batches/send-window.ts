/** Sends one window of rows: asks about them, marks them, hands over several at a time, writes the outcomes together. */
import { fresh } from '../../platform/clock/index.ts';
import type { SubscriberId } from '../../platform/ids/index.ts';
import type { Closed } from '../pace/pace-room.ts';
import { ask, versionsNow } from '../recipients/ask-consent.ts';
import type { Recipient } from '../recipients/batch-rows-store.ts';
import { heldNow } from '../recipients/hold-back.ts';
import { nextRecipient, type RecipientEvent } from '../recipients/recipient-state.ts';
import { noteOutcomes } from '../refusals/note-answers.ts';
import { noteTrouble } from '../refusals/note-trouble.ts';
import type { Room } from '../room.ts';
import type { BatchRun } from './batch-run.ts';
import { type Answers, decide, oldestAnswerMs } from './decide.ts';
import { handOver, type Happened, type Outcome } from './hand-over.ts';
import { nameOfWindow } from './settle-lost.ts';

/**
 * Hands those rows over that may leave now; whatever happens, what became of them is written, or can be read in the
 * hand-over file. Answers until when nothing leaves, where that is so.
 */
export async function sendWindow(
  room: Room,
  run: BatchRun,
  rows: readonly Recipient[],
): Promise<Closed | null> {
  const look = fresh(room.stopwatch, oldestAnswerMs, () => lookNow(room, run, rows));
  const answers = await look();
  if (run.stopped) return null;
  const events = new Map<Recipient, Happened>();
  const toSend: { readonly row: Recipient; readonly email: string }[] = [];
  for (const row of rows) {
    const decision = await decide(room, answers, row);
    if (decision.kind === 'skip') events.set(row, { event: decision });
    else toSend.push({ row: { ...row, version: decision.version }, email: decision.subscriber.email });
  }
  const { go, later, closed } = await room.pace.admit(run.mailing, toSend);
  await room.batchRows.putBack(
    run.batch,
    later.map(({ mail, until }) => ({ row: mail.row, until })),
  );
  const marked = await mark(
    room,
    run,
    go.map(({ mail }) => mail.row),
  );
  const servers = new Map(go.map(({ mail, server }) => [mail.row.subscriber, server]));
  const workers = await handOverAll(room, run, marked, servers, look, events);
  await record(room, run, events);
  const unused = [...events].filter(([, { event }]) => leftNothing(event));
  await room.pace.giveBack(unused.flatMap(([{ subscriber }]) => servers.get(subscriber) ?? []));
  for (const { reason } of workers.filter((one) => one.status === 'rejected')) throw reason;
  // Also while nothing leaves the batch stays in hand.
  if (closed) await leaseHolds(room, run);
  return closed;
}

/** Pause and cancel take effect here (DEL-4): at the latest a second after they were pressed nothing more begins. */
async function lookNow(room: Room, run: BatchRun, rows: readonly Recipient[]): Promise<Answers> {
  const askedAt = room.stopwatch();
  const ids = rows.map(({ subscriber }) => subscriber);
  const [mailing, people, receiving] = await Promise.all([
    room.mailings.find(run.mailing.id),
    room.subscribers.findMany(ids),
    ask(room, run.mailing, ids),
  ]);
  const [versions, held] = await Promise.all([
    versionsNow(run, rows, receiving),
    heldNow(room, run.mailing, receiving),
  ]);
  if (mailing?.state !== 'sending') run.stopped = true;
  return { askedAt, people, receiving, versions, held };
}

/** The rows that took the mark: the others are somebody else's by now. */
async function mark(room: Room, run: BatchRun, rows: readonly Recipient[]): Promise<readonly Recipient[]> {
  if (rows.length === 0) return [];
  const now = room.clock();
  run.windows += 1;
  const taken = await room.batchRows.mark(run.batch, nameOfWindow(run.batch.file, run.windows), rows, now);
  return rows.flatMap((row) => {
    const change = taken.has(row.subscriber) && nextRecipient(row, { kind: 'hand-over' }, now);
    return change ? [{ ...row, ...change }] : [];
  });
}

/** Tells of every row what became of it, save where a mail began and its answer got lost here. */
async function handOverAll(
  room: Room,
  run: BatchRun,
  rows: readonly Recipient[],
  servers: ReadonlyMap<SubscriberId, string>,
  look: () => Promise<Answers>,
  events: Map<Recipient, Happened>,
): Promise<PromiseSettledResult<void>[]> {
  const waiting = [...rows];
  const worker = async (): Promise<void> => {
    while (!room.stopping && !run.stopped && (await leaseHolds(room, run))) {
      const row = waiting.shift();
      if (!row) return;
      // Until the mail begins; from then on only its answer tells.
      events.set(row, { event: { kind: 'not begun' } });
      const server = servers.get(row.subscriber)!;
      const happened = await room.mailer.overLine(
        (send) => handOver(room, run, row, look, send, () => events.delete(row)),
        server,
      );
      events.set(row, happened);
      const { event } = happened;
      if (event.kind === 'answer' && (await noteTrouble(room, run, server, event.result)))
        events.set(row, { ...happened, event: { ...event, elsewhere: true } });
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: room.pace.lines() }, worker));
  for (const row of waiting) events.set(row, { event: { kind: 'not begun' } });
  return workers;
}

async function record(
  room: Room,
  { batch }: BatchRun,
  events: ReadonlyMap<Recipient, Happened>,
): Promise<void> {
  const now = room.clock();
  const outcomes = [...events].flatMap(([before, { event, email }]): Outcome[] => {
    const change = nextRecipient(before, event, now, room.random);
    return change ? [{ before, change, email }] : [];
  });
  await room.batchRows.record(batch, outcomes);
  await noteOutcomes(room, batch.mailing, outcomes);
}

/** Whether the server got nothing of the mail. */
function leftNothing(event: RecipientEvent): boolean {
  return event.kind !== 'answer' || event.result.kind === 'unreachable';
}

/** A lease half used up is lengthened; without one nothing more begins (DEL-3). */
async function leaseHolds({ batches, clock, stopwatch, leaseMs }: Room, run: BatchRun): Promise<boolean> {
  const at = stopwatch();
  if (run.leaseEndsAt - at > leaseMs / 2) return true;
  if (at < run.leaseEndsAt && (await batches.renew(run.batch, clock()))) run.leaseEndsAt = at + leaseMs;
  else run.stopped = true;
  return !run.stopped;
}
